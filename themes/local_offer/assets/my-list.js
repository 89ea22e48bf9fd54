/*
 * "My list": show, order, share, print and clear what the reader keeps.
 *
 * keep.js reads and writes the list. What is shown of each entry comes from its card, support/<id>/card.js
 * (site_builder/pages/my_list.py writes them), and is put into the page as text, never as HTML. Without this script
 * the page says how to keep pages by hand.
 */
(function () {
  'use strict';

  const keep = window.localOfferKeep;
  const { make, linkTo } = keep;
  const root = document.getElementById('my-list');
  const part = (name) => document.getElementById(`my-list-${name}`);
  const say = keep.sentences('my-list-words');
  // For each authority its name, and the way to its home folder or nothing.
  const sites = new Map(Object.entries(JSON.parse(root.dataset.sites)));
  const MOST_COMPARED = 4;

  // Where the list is: OWN on this device; LINK in an address that somebody sent, to look at; ADDRESS in the address
  // because this browser keeps nothing.
  const OWN = 'own';
  const LINK = 'link';
  const ADDRESS = 'address';

  let mode = OWN;
  let list = []; // [id, title], in the reader's order
  const items = new Map(); // id: its <li>

  // Cards ------------------------------------------------------------------------------------------------------------

  const cards = new Map(); // id: what card.js says, or why there is none
  const GONE = { why: 'gone' };
  const UNREACHED = { why: 'unreached' };
  const ELSEWHERE = { why: 'elsewhere' };
  window.localOfferCard = (card) => cards.set(card.id, card);

  /** The home folder of the site that an id belongs to. */
  const homeOf = (id) => (sites.get(id.split('/')[0]) || ['', ''])[1];
  const isHere = (home) => home && !home.includes('://'); // no page asks another host for anything
  const pageOf = (id) => (homeOf(id) ? `${homeOf(id)}support/${id.split('/')[1]}/index.html` : '');

  function loaded(element, source) {
    return new Promise((done) => {
      element.onload = () => done(true);
      element.onerror = () => done(false);
      element.src = source;
      if (element.tagName === 'SCRIPT') document.head.append(element);
    });
  }

  const reached = new Map();

  /** Whether the site at *home* answers now: a card that is not there is gone only if it does. */
  function isReached(home) {
    if (!reached.has(home)) reached.set(home, loaded(new Image(), `${home}assets/icon.svg?${Date.now()}`));
    return reached.get(home);
  }

  async function loadCard(id) {
    const home = homeOf(id);
    if (!isHere(home)) {
      cards.set(id, ELSEWHERE);
      return;
    }
    await loaded(document.createElement('script'), `${home}support/${id.split('/')[1]}/card.js`);
    if (!cards.has(id)) cards.set(id, (await isReached(home)) ? GONE : UNREACHED);
  }

  async function loadCards() {
    reached.clear();
    const wanted = list.map(([id]) => id).filter((id) => !cards.has(id) || cards.get(id) === UNREACHED);
    wanted.forEach((id) => cards.delete(id));
    await Promise.all(wanted.map(loadCard));
  }

  function titleOf(id) {
    const { title, why } = cards.get(id);
    const [, kept] = list.find(([one]) => one === id) || [];
    return title || kept || say(`${why}-title`);
  }

  // One item ---------------------------------------------------------------------------------------------------------

  function itemOf(id) {
    const card = cards.get(id);
    const title = titleOf(id);
    const item = part('item').content.firstElementChild.cloneNode(true);
    const find = (selector) => item.querySelector(selector);
    const link = find('.entry-link');
    link.textContent = title;
    if (card.why === 'gone' || !pageOf(id)) {
      link.replaceWith(make('span', title));
    } else {
      link.href = pageOf(id) + (mode === ADDRESS ? keep.toAddress(ids()) : '');
    }
    if (card.why) {
      find('.facts').remove();
      find('.kind').remove();
      find('.my-list-summary').remove();
      const missing = find('.my-list-missing');
      missing.hidden = card.why === 'unreached';
      if (!missing.hidden) missing.textContent = say(`${card.why}-item`);
    } else {
      find('.tag').hidden = !card.absent;
      if (card.absent) find('.kind').remove();
      else find('.kind').textContent = card.kind;
      find('.my-list-summary').textContent = card.summary;
      fillFacts(item, id, card);
    }
    for (const one of item.querySelectorAll('[data-title]')) one.textContent = title;
    const buttons = find('.my-list-buttons');
    if (mode === LINK) buttons.remove();
    else buttons.addEventListener('click', ({ target }) => act(id, target.closest('button')));
    return item;
  }

  function fillFacts(item, id, card) {
    const isWeb = location.protocol.startsWith('http');
    const web = isWeb ? new URL(pageOf(id), location.href).href : card.web;
    const council = sites.size > 1 ? sites.get(id.split('/')[0])[0] : undefined;
    const facts = { council, ...card.facts, web };
    for (const row of item.querySelectorAll('[data-fact]')) {
      const { fact } = row.dataset;
      if (facts[fact] === undefined) row.remove();
      else row.querySelector('dd').append(shown(fact, facts[fact]));
    }
  }

  /** A fact as it is shown: a text, a link, lines, or that we have not been told. */
  function shown(fact, value) {
    if (value === null) return make('span', say('not-told'), 'not-told');
    if (fact === 'email') return linkTo(`mailto:${value}`, value);
    if ((fact === 'phone' || fact === 'text') && /^\+?\d[\d ()-]*$/.test(value)) {
      const link = linkTo(`tel:${value.replace(/[^\d+]/g, '')}`, value);
      link.className = 'phone';
      return link;
    }
    if (!Array.isArray(value)) return value;
    const lines = document.createDocumentFragment();
    for (const line of value) lines.append(make('span', line, 'my-list-line'));
    return lines;
  }

  // The whole list ---------------------------------------------------------------------------------------------------

  const ids = () => list.map(([id]) => id);

  /** Put the list where it is kept. */
  function store() {
    if (mode === OWN && !keep.write(list)) mode = ADDRESS;
    if (mode === ADDRESS) setAddress(list.length ? keep.toAddress(ids()) : '');
    keep.refresh();
  }

  function save() {
    store();
    refresh();
  }

  function setAddress(after) {
    try {
      history.replaceState(null, '', location.href.split('#')[0] + after);
    } catch (refused) {
      location.hash = after; // some browsers change no address of a page from a folder, but for this part
    }
  }

  /** Everything that follows from the list. */
  function refresh() {
    const found = ids().map((id) => cards.get(id));
    const gone = found.filter((card) => card === GONE).length;
    part('heading').textContent = mode === LINK ? say('shared-title') : root.dataset.title;
    part('shared').hidden = mode !== LINK;
    part('keep').textContent = say('keep-all', { num: list.length });
    part('own').hidden = !(keep.read() || []).length;
    part('refused').hidden = mode !== ADDRESS;
    part('gone').hidden = !gone;
    part('drop').hidden = mode === LINK;
    if (gone) part('gone').firstElementChild.textContent = say(mode === LINK ? 'gone-shared' : 'gone', { num: gone });
    part('unreached').hidden = !found.includes(UNREACHED);
    part('empty').hidden = list.length > 0 || Boolean(undo);
    part('items').hidden = !part('items').children.length; // a list with nothing in it is announced as one
    part('actions').hidden = !list.length;
    part('clear').hidden = mode === LINK;
    part('share').hidden = !list.length;
    ids().forEach((id, place) => {
      setOff(id, 'up', place === 0);
      setOff(id, 'down', place === list.length - 1);
    });
    shareLink();
    compareLink();
  }

  /** A button that can do nothing stays where it is, so that nobody's focus is lost; it says why when pressed. */
  function setOff(id, what, isOff) {
    const button = items.get(id).querySelector(`[data-do=${what}]`);
    if (button) button.setAttribute('aria-disabled', String(isOff));
  }

  function shareLink() {
    const isFolder = location.protocol === 'file:';
    const { published } = root.dataset;
    const page = isFolder && published ? published : location.href.split('#')[0];
    const link = page + keep.toAddress(ids());
    part('folder').hidden = !isFolder || Boolean(published);
    part('link-text').value = link;
    const body = encodeURIComponent(`${say('mail-body')}\n\n${link}\n`);
    part('mail').href = `mailto:?subject=${encodeURIComponent(say('mail-subject'))}&body=${body}`;
    part('copied').textContent = '';
  }

  function compareLink() {
    const settings = ids().filter((id) => cards.get(id).setting);
    const link = part('compare');
    if (!link) return; // beside a front page: settings are compared in a council's own site
    link.hidden = !settings.length;
    if (!settings.length) return;
    link.hash = keep.toAddress(settings.slice(0, MOST_COMPARED), 'compare');
    const isMore = settings.length > MOST_COMPARED;
    link.textContent = isMore ? say('compare-four') : say('compare', { num: settings.length });
  }

  const announce = (text) => {
    part('status').textContent = text;
  };

  /** Show every item anew. */
  async function show() {
    part('loading').hidden = false;
    await loadCards();
    part('loading').hidden = true;
    forgetUndo();
    items.clear();
    for (const id of ids()) items.set(id, itemOf(id));
    part('items').replaceChildren(...items.values());
    refresh();
  }

  /** Show what the address or this device holds. */
  function open() {
    const own = keep.read();
    const linked = keep.fromAddress();
    const isOwn = own && (!linked.length || linked.join() === own.map(([id]) => id).join());
    if (isOwn) mode = OWN;
    else mode = own ? LINK : ADDRESS;
    list = isOwn ? own : linked.map((id) => [id, '']);
    return show();
  }

  // What the reader does ---------------------------------------------------------------------------------------------

  function act(id, button) {
    if (!button) return;
    const what = button.dataset.do;
    if (what === 'off') takeOff(id);
    else move(id, what === 'up' ? -1 : 1, button);
  }

  /** Move an item one place; the button that did it keeps the focus. */
  function move(id, by, button) {
    const from = ids().indexOf(id);
    const to = from + by;
    const title = titleOf(id);
    if (to < 0 || to >= list.length) {
      announce(say(by < 0 ? 'is-first' : 'is-last', { title }));
      return;
    }
    forgetUndo();
    const [moved] = list.splice(from, 1);
    list.splice(to, 0, moved);
    const other = items.get(ids()[to - by]);
    if (by < 0) other.before(items.get(id));
    else other.after(items.get(id));
    save();
    button.focus();
    announce(say('moved', { title, place: to + 1, last: list.length }));
  }

  let undo = null; // the row that offers to put back what was taken off last

  function forgetUndo() {
    if (undo) undo.remove();
    undo = null;
  }

  /** Offer to put the list back as it was, in a row that has the focus; *place* puts the row into the page. */
  function offerUndo({ tag, said, label, place, before, after }) {
    forgetUndo();
    const row = part('undo').content.firstElementChild.cloneNode(true);
    const button = row.querySelector('button');
    row.querySelector('p').textContent = said;
    button.textContent = label;
    undo = row;
    if (tag) {
      undo = document.createElement(tag);
      undo.append(row);
    }
    place(undo);
    button.addEventListener('click', () => {
      forgetUndo();
      list = before;
      for (const one of ids()) part('items').append(items.get(one));
      save();
      after();
    });
    save();
    button.focus();
    announce(said);
  }

  function takeOff(id) {
    const before = list.slice();
    const title = titleOf(id);
    const item = items.get(id);
    list.splice(ids().indexOf(id), 1);
    offerUndo({
      tag: 'li',
      said: say('taken-off', { title }),
      label: say('put-back'),
      place: (row) => item.replaceWith(row),
      before,
      after: () => {
        (item.querySelector('a') || item.querySelector('button')).focus();
        announce(say('is-back', { title }));
      },
    });
  }

  part('clear').addEventListener('click', () => {
    const before = list.slice();
    list = [];
    part('items').replaceChildren();
    offerUndo({
      said: say('cleared'),
      label: say('put-all-back'),
      place: (row) => part('items').after(row),
      before,
      after: () => {
        part('heading').focus();
        announce(say('all-back'));
      },
    });
  });

  part('drop').addEventListener('click', () => {
    forgetUndo();
    list = list.filter(([id]) => cards.get(id) !== GONE);
    for (const [id, item] of items) if (cards.get(id) === GONE) item.remove();
    save();
    part('heading').focus();
  });

  part('keep').addEventListener('click', async () => {
    const own = keep.read();
    const all = own || [];
    for (const id of ids()) {
      if (!all.some(([one]) => one === id)) all.push([id, cards.get(id).title || '']);
    }
    const isTooMuch = all.length > keep.MOST;
    list = own ? all.slice(0, keep.MOST) : list;
    mode = OWN;
    store();
    if (mode === OWN) setAddress('');
    await show();
    part('heading').focus();
    announce(isTooMuch ? say('full') : say('kept-all', { num: list.length }));
  });

  part('again').addEventListener('click', async () => {
    await show();
    part('heading').focus();
  });

  part('print').addEventListener('click', () => window.print());

  part('copy').addEventListener('click', async () => {
    const field = part('link-text');
    try {
      await navigator.clipboard.writeText(field.value);
      part('copied').textContent = say('copied');
    } catch (refusedOrMissing) {
      field.focus();
      field.select();
      part('copied').textContent = say('copy-by-hand');
    }
  });

  part('own').addEventListener('click', (event) => {
    event.preventDefault();
    setAddress('');
    open().then(() => part('heading').focus());
  });

  window.addEventListener('hashchange', () => {
    if (keep.fromAddress().length) open();
    else if (mode !== OWN) setAddress(keep.toAddress(ids())); // a link inside this page has taken its place
  });

  // The list was changed in another tab, or on a page that the reader has come back from.
  function lookAgain() {
    if (mode === OWN && JSON.stringify(keep.read()) !== JSON.stringify(list)) open();
  }
  window.addEventListener('storage', lookAgain);
  window.addEventListener('pageshow', lookAgain);

  part('plain').hidden = true;
  root.hidden = false;
  open();
})();
