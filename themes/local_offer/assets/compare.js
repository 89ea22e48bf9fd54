/*
 * Schools, nurseries and colleges side by side: up to four, chosen by the reader, the same facts of each.
 *
 * What is chosen stands in the address after #compare=, which no server sees; nothing is stored. The names come from
 * a council's settings.js and the facts of one setting from its facts.js (site_builder/pages/compare.py writes them).
 * All of it is put into the page as text, never as HTML. Where there is room the facts are a table, else a list for
 * each setting: only one of the two is in the page at a time.
 */
(function () {
  'use strict';

  const keep = window.localOfferKeep;
  const { make, linkTo } = keep;
  const root = document.getElementById('compare');
  const part = (name) => document.getElementById(`compare-${name}`);
  const say = keep.sentences('compare-words');
  const labels = Array.from(part('labels').content.children, (one) => one.textContent);
  const councils = new Map(Object.entries(JSON.parse(root.dataset.councils)));
  const most = Number(root.dataset.most);
  const isWide = window.matchMedia('(min-width: 52em)');

  let chosen = []; // ids, authority/entry
  const names = new Map(); // authority: [id, title, town]
  const settings = new Map(); // id: {title, facts}

  window.localOfferSettings = ({ authority, settings: all }) => names.set(authority, all);
  window.localOfferFacts = (setting) => settings.set(setting.id, setting);

  function loaded(source) {
    return new Promise((done) => {
      const script = document.createElement('script');
      script.onload = done;
      script.onerror = done;
      script.src = source;
      document.head.append(script);
    });
  }

  const councilOf = (id) => councils.get(id.split('/')[0]);
  const fill = (pattern, id) => pattern.replace('{id}', id.split('/')[1]);
  const titleOf = (id) => (settings.has(id) ? settings.get(id).title : say('gone-title'));

  // Facts ------------------------------------------------------------------------------------------------------------

  function shown(value) {
    if (value === null) return [make('span', say('not-told'), 'not-told')];
    if (Array.isArray(value)) {
      if (value.length === 1) return [value[0]];
      const list = document.createElement('ul');
      list.append(...value.map((one) => make('li', one)));
      return [list];
    }
    if (value.href) return [/^(https?|mailto|tel):/.test(value.href) ? linkTo(value.href, value.text) : value.text];
    return value.split('\n').map((line) => make('p', line));
  }

  function heading(tag, id) {
    const page = fill(councilOf(id).page, id);
    const element = document.createElement(tag);
    element.append(page ? linkTo(page, titleOf(id)) : titleOf(id));
    return element;
  }

  function tableOf(ids) {
    const table = document.createElement('table');
    const caption = make('caption', say('caption', { num: ids.length }));
    caption.id = 'compare-caption';
    const top = table.createTHead().insertRow();
    top.append(make('th', say('fact')), ...ids.map((id) => heading('th', id)));
    for (const one of top.children) one.scope = 'col';
    const body = table.createTBody();
    labels.forEach((label, number) => {
      const row = body.insertRow();
      const name = make('th', label);
      name.scope = 'row';
      row.append(name);
      for (const id of ids) row.insertCell().append(...shown(settings.get(id).facts[number]));
    });
    table.prepend(caption);
    const region = make('div', '', 'scroller compare-table compare-columns');
    region.setAttribute('role', 'region');
    region.setAttribute('aria-labelledby', caption.id);
    region.tabIndex = 0;
    region.append(table);
    return [region];
  }

  function cardsOf(ids) {
    return ids.map((id) => {
      const card = make('section', '', 'compare-card');
      const facts = make('dl', '', 'facts');
      labels.forEach((label, number) => {
        const row = document.createElement('div');
        const value = document.createElement('dd');
        value.append(...shown(settings.get(id).facts[number]));
        row.append(make('dt', label), value);
        facts.append(row);
      });
      card.append(heading('h3', id), facts);
      return card;
    });
  }

  function showFacts() {
    const found = chosen.filter((id) => settings.has(id));
    part('facts').replaceChildren(...(found.length ? (isWide.matches ? tableOf : cardsOf)(found) : []));
  }

  // What is chosen ---------------------------------------------------------------------------------------------------

  async function show() {
    const wanted = chosen.filter((id) => !settings.has(id) && councilOf(id));
    await Promise.all(wanted.map((id) => loaded(fill(councilOf(id).facts, id))));
    const missing = chosen.filter((id) => !settings.has(id)).length;
    part('shown').hidden = !chosen.length;
    part('missing').hidden = !missing;
    if (missing) part('missing').textContent = say('missing', { num: missing });
    const buttons = chosen.map((id) => {
      const button = make('button', say('take-away', { title: titleOf(id) }), 'keep-button');
      button.type = 'button';
      button.addEventListener('click', () => takeAway(id));
      return button;
    });
    part('chosen').replaceChildren(...buttons.map((one) => {
      const item = document.createElement('li');
      item.append(one);
      return item;
    }));
    showFacts();
  }

  const tell = (text) => {
    part('said').textContent = text;
  };

  /** Put what is chosen into the address, so that it can be sent and the back button takes it back. */
  function choose(ids) {
    chosen = ids;
    const after = ids.length ? keep.toAddress(ids, 'compare') : '';
    try {
      history.pushState(null, '', location.href.split('#')[0] + after);
    } catch (refused) {
      location.hash = after; // some browsers change no address of a page from a folder, but for this part
    }
    return show();
  }

  async function add(id) {
    const isThere = chosen.includes(id);
    if (isThere || chosen.length >= most) {
      tell(isThere ? say('there', { title: titleOf(id) }) : say('full'));
      return;
    }
    await choose([...chosen, id]);
    tell(say('added', { title: titleOf(id), num: chosen.length }));
  }

  /** Take one away. The button that did it is gone, so the next one has the focus, or the list to choose from. */
  async function takeAway(id) {
    const place = chosen.indexOf(id);
    await choose(chosen.filter((one) => one !== id));
    tell(say('away', { title: titleOf(id), num: chosen.length }));
    const left = part('chosen').querySelectorAll('button');
    (left[Math.min(place, left.length - 1)] || part('setting')).focus();
  }

  function open() {
    const ids = keep.fromAddress('compare');
    chosen = ids.slice(0, most);
    tell(ids.length > most ? say('cut') : '');
    show();
  }

  // Choosing ---------------------------------------------------------------------------------------------------------

  async function offerSettings() {
    const council = part('council').value;
    if (!names.has(council)) await loaded(councils.get(council).index);
    const options = (names.get(council) || []).map(([id, title, town]) => {
      const option = make('option', town && !title.includes(town) ? say('named', { title, town }) : title);
      option.value = `${council}/${id}`;
      return option;
    });
    const nothing = make('option', say('choose'));
    nothing.value = '';
    part('setting').replaceChildren(nothing, ...options);
  }

  part('council').value = root.dataset.own;
  part('council').addEventListener('change', offerSettings);
  part('form').addEventListener('submit', (event) => {
    event.preventDefault();
    const id = part('setting').value;
    if (id) add(id);
    else tell(say('choose-first'));
  });
  part('print').addEventListener('click', () => window.print());
  isWide.addEventListener('change', showFacts);
  window.addEventListener('popstate', () => {
    if (!location.hash || keep.fromAddress('compare').length) open(); // not for a link inside this page
  });

  root.hidden = false;
  offerSettings();
  open();
})();
