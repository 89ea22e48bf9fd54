/*
 * "My list", on every page: the buttons that keep a page, and the number in the header.
 *
 * The list is in localStorage on the reader's own device, and only after the reader pressed Keep: an array of
 * [id, title], an id being authority/entry. Where the browser refuses that, the list is in the address of My list
 * (#list=id,id). What stands after # is never sent to a server, so nobody learns from it what a family keeps.
 */
(function () {
  'use strict';

  const KEY = 'local-offer-list';
  const MOST = 200;
  const ID = /^[a-z0-9-]{1,80}\/[a-z0-9-]{1,80}$/;

  const own = document.currentScript;
  const authority = own.dataset.authority;
  const listPage = own.getAttribute('src').replace('assets/keep.js', 'my-list/index.html');

  /** Ids without those that are none, are there twice, or are too many. */
  const sane = (entries) => {
    const seen = new Set();
    return entries.filter(([id]) => ID.test(id) && seen.size < MOST && !seen.has(id) && seen.add(id));
  };

  let known; // what read() found, until it may have changed; nothing before the page is there

  /** What is kept on this device as [id, title], or null where the browser refuses to say. */
  function read() {
    if (known === undefined) known = readStored();
    return known && [...known];
  }

  function readStored() {
    let text;
    try {
      text = localStorage.getItem(KEY);
    } catch (refused) {
      return null;
    }
    try {
      return sane(JSON.parse(text).map(([id, title]) => [String(id), String(title)]));
    } catch (nothingOrNotOurs) {
      return [];
    }
  }

  /** Keep these on this device instead of what was kept; whether the browser let us. */
  function write(entries) {
    try {
      if (entries.length) localStorage.setItem(KEY, JSON.stringify(entries));
      else localStorage.removeItem(KEY);
    } catch (refused) {
      return false;
    }
    readAgain();
    return true;
  }

  /** The ids that the address names after #list= or another name. */
  function fromAddress(name = 'list') {
    const [, ids] = location.hash.match(new RegExp(`^#${name}=(.*)$`)) || [];
    if (!ids) return [];
    try {
      return sane(decodeURIComponent(ids).split(',').map((id) => [id, ''])).map(([id]) => id);
    } catch (malformed) {
      return [];
    }
  }

  const toAddress = (ids, name = 'list') => `#${name}=${ids.join(',')}`;

  let rules = null; // made when the first number is said: it takes a browser long

  /** A sentence of which `forms` has [text, the numbers it is for], filled, in the form that fits the value `num`. */
  function fill(forms, values) {
    const isLike = (number) => {
      rules = rules || new Intl.PluralRules(document.documentElement.lang);
      return rules.select(Number(number)) === rules.select(values.num);
    };
    const [text] = forms.find(([, numbers]) => !numbers || numbers.split(' ').some(isLike));
    return text.replace(/\{(\w+)\}/g, (hole, key) => (key in values ? values[key] : hole));
  }

  /** The sentences in a <template>: say(name, values) fills one. */
  function sentences(templateId) {
    const { content } = document.getElementById(templateId);
    return (name, values = {}) => {
      const forms = Array.from(content.querySelectorAll(`[data-say="${name}"]`));
      return fill(forms.map(({ textContent, dataset }) => [textContent, dataset.numbers]), values);
    };
  }

  // my-list/words.js comes after this script, and only where something can be kept.
  const say = (name, values = {}) => fill(window.localOfferKeepWords[name], values);
  const refreshers = new WeakMap();

  /** A button that keeps the entry or takes it off, with room for what came of it. Null where there are no words. */
  function buttonFor(id, title, purpose = 'keep') {
    if (!window.localOfferKeepWords) return null;
    const fullId = id.includes('/') ? id : `${authority}/${id}`;
    const box = document.createElement('div');
    const button = document.createElement('button');
    const said = document.createElement('p');
    const about = make('span', purpose === 'keep' ? ` ${title}` : '', 'hidden');
    box.className = 'keep';
    button.type = 'button';
    said.setAttribute('role', 'status');
    box.append(button, said);

    const isKept = () => (known || []).some(([one]) => one === fullId);
    function refreshButton() {
      const kept = isKept();
      button.replaceChildren(say(kept ? 'take-off' : purpose), about);
      box.classList.toggle('kept', kept);
    }
    function tell(text, link) {
      said.replaceChildren(text);
      if (link) said.append(' ', linkTo(...link));
    }

    button.addEventListener('click', () => {
      const kept = read();
      const rest = (kept || []).filter(([one]) => one !== fullId);
      const isNew = kept !== null && rest.length === kept.length;
      const list = isNew ? [...rest, [fullId, title]] : rest;
      if (list.length > MOST) {
        tell(say('full'), [listPage, say('see')]);
      } else if (kept !== null && write(list)) {
        const link = list.length ? [listPage, say('see')] : null;
        tell(say(isNew ? 'kept' : 'off', { num: list.length }), link);
      } else {
        const ids = [...fromAddress().filter((one) => one !== fullId), fullId];
        tell(say('refused'), [listPage + toAddress(ids), say('refused-link')]);
      }
    });
    refreshers.set(box, refreshButton);
    refreshButton();
    return box;
  }

  /** Have the header and all buttons say what is kept now. */
  function refresh() {
    const kept = read();
    const number = (kept || fromAddress()).length;
    const blank = document.getElementById('my-list-link');
    if (blank) {
      if (blank.nextElementSibling?.matches('.my-list-link')) blank.nextElementSibling.remove();
      if (number) {
        const link = blank.content.firstElementChild.cloneNode(true);
        link.textContent = link.textContent.replace('{num}', number);
        if (!kept) link.href += toAddress(fromAddress());
        blank.after(link);
      }
    }
    for (const box of document.querySelectorAll('.keep')) refreshers.get(box)();
  }

  /** What was kept has changed, here or in another window. */
  function readAgain() {
    known = undefined;
    refresh();
  }

  function make(tag, text, className = '') {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function linkTo(href, text) {
    const link = make('a', text);
    link.href = href;
    return link;
  }

  // For this script, My list and the comparison.
  window.localOfferKeep = { MOST, read, write, fromAddress, toAddress, sentences, buttonFor, refresh, make, linkTo };

  // Looking at the device makes a page wait for the browser, so it comes after the page itself and what is asked of it.
  document.addEventListener('DOMContentLoaded', () => {
    refresh();
    const entry = document.querySelector('[data-keep]');
    if (!entry) return;
    const title = entry.querySelector('h1').textContent;
    const button = buttonFor(entry.dataset.keep, title, 'keep-page');
    if (button) entry.querySelector('.entry-head').append(button);
  });
  window.addEventListener('storage', readAgain); // before My list, which asks again then
  window.addEventListener('pageshow', (event) => event.persisted && readAgain());
})();
