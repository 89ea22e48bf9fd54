/*
 * Filters for the tables of the pages that compare local offers. What is chosen stands in the address, so that it can
 * be sent to somebody; without scripts the whole table is there.
 */
(function () {
  'use strict';

  for (const form of document.querySelectorAll('form[data-narrows]')) {
    const table = document.getElementById(form.dataset.narrows);
    const selects = [...form.querySelectorAll('select')];
    const count = form.querySelector('[role=status]');
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells];

    /** The names in the address: with two tables on a page, each has its own. */
    function key(select) {
      return document.querySelectorAll('form[data-narrows]').length > 1 ? select.id : select.name;
    }

    function read() {
      const asked = new URLSearchParams(location.search);
      for (const select of selects) {
        const value = asked.get(key(select)) || '';
        select.value = [...select.options].some((one) => one.value === value) ? value : '';
      }
    }

    function write() {
      const asked = new URLSearchParams(location.search);
      for (const select of selects) {
        if (select.value) asked.set(key(select), select.value);
        else asked.delete(key(select));
      }
      const query = asked.toString();
      try {
        history.replaceState(null, '', (query ? `?${query}` : location.pathname) + location.hash);
      } catch {
        // A page that was opened from a folder keeps its address in some browsers.
      }
    }

    function chosen(hides) {
      return selects.filter((one) => one.dataset.hides === hides && one.value);
    }

    function show() {
      const columns = chosen('columns');
      const visible = heads.map((head, index) => index === 0 || columns.every((one) => head.dataset[one.name] === one.value));
      heads.forEach((head, index) => (head.hidden = !visible[index]));
      const marks = chosen('cells');
      let left = 0;
      for (const row of rows) {
        const cells = [...row.cells];
        cells.forEach((cell, index) => (cell.hidden = !visible[index]));
        const fits =
          chosen('rows').every((one) => row.dataset[one.name] === one.value) &&
          marks.every((one) => cells.some((cell, index) => visible[index] && cell.dataset.mark === one.value));
        row.hidden = !fits;
        if (fits) left += 1;
      }
      count.textContent =
        left === rows.length ? `All ${left} rows are shown.` : `${left} of ${rows.length} rows are shown.`;
    }

    form.addEventListener('change', () => {
      write();
      show();
    });
    form.addEventListener('reset', () => {
      for (const select of selects) select.value = '';
      write();
      setTimeout(show);
    });
    form.addEventListener('submit', (event) => event.preventDefault());
    addEventListener('popstate', () => {
      read();
      show();
    });
    read();
    form.hidden = false;
    show();
  }
})();
