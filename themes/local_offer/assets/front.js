/*
 * "Which council is mine?" on the front page of several local offers: from a postcode (postcode.js) to the council's
 * local offer, as the list on the page has it. The words come from the page; without scripts there is the list.
 */
(function () {
  'use strict';

  const look = window.localOfferPostcode;
  const form = document.getElementById('council-form');
  if (!look || !form) return;

  const says = form.dataset;
  const box = document.getElementById('council-postcode');
  const answer = document.getElementById('council-answer');
  const FIND_COUNCIL = 'https://www.gov.uk/find-local-council';

  const listed = new Map();
  for (const item of document.querySelectorAll('[data-code]')) {
    listed.set(item.dataset.code, { href: item.querySelector('a').href, isInvented: 'invented' in item.dataset });
  }

  function make(tag, ...inside) {
    const element = document.createElement(tag);
    element.append(...inside);
    return element;
  }

  /** The sentence of that name, with its values put in. */
  function say(name, values = {}) {
    return says[name].replace(/\{([a-z]+)\}/g, (_, value) => values[value]);
  }

  function link(href, text) {
    const element = make('a', text);
    element.href = href;
    return element;
  }

  /** What to do where a council's local offer is not here. */
  function elsewhere() {
    return [make('p', say('look')), make('p', link(FIND_COUNCIL, say('council')))];
  }

  /** The one council it can be; `sentence` says how sure that is. */
  function oneCouncil({ code, name: council }, sentence) {
    const yours = make('p', make('strong', say(sentence, { council })));
    const site = listed.get(code);
    if (!site) return [yours, make('p', say('elsewhere', { council })), ...elsewhere()];
    const way = make('p', link(site.href, say('go', { council })));
    return site.isInvented ? [yours, make('p', say('demonstration', { council })), way] : [yours, way];
  }

  function howMany(percent) {
    if (percent >= 50) return say('most');
    return say(percent >= 10 ? 'some' : 'few');
  }

  /** A council to choose, or one whose local offer is not here. */
  function choice({ code, name: council, percent }) {
    const site = listed.get(code);
    const note = (text) => Object.assign(make('span', text), { className: 'number' });
    const many = note(howMany(percent));
    if (!site) return make('li', make('strong', council), ' ', many, make('br'), note(say('missing')));
    const way = link(site.href, '');
    way.append(Object.assign(make('span', council), { className: 'words' }), ' ', many);
    return make('li', way);
  }

  function severalCouncils(sector, councils) {
    const list = make('ul', ...councils.map(choice));
    list.className = 'choices';
    list.setAttribute('role', 'list');
    return [
      make('p', make('strong', say('several', { sector }))),
      list,
      make('p', say('unsure')),
      ...(councils.every(({ code }) => listed.has(code)) ? [] : elsewhere()),
    ];
  }

  const COUNTRIES = new Map([['W92000004', 'Wales'], ['S92000003', 'Scotland']]);

  function answerTo(found) {
    if (!found.found) return [make('p', look.problem(found))];
    const { sector, authorities } = found;
    const councils = authorities.filter(({ code }) => !COUNTRIES.has(code));
    const countries = authorities.map(({ code }) => COUNTRIES.get(code)).filter(Boolean);
    if (!councils.length) return countries.map((country) => make('p', say(country.toLowerCase())));
    const border = countries.map((country) => make('p', say(`some${country}`, { sector })));
    if (councils.length > 1) return [...severalCouncils(sector, councils), ...border];
    return [...oneCouncil(councils[0], border.length ? 'inEngland' : 'one'), ...border];
  }

  let asked = 0;

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    asked += 1;
    const question = asked;
    const found = await look.find(box.value);
    if (question !== asked) return; // The reader has asked again.
    const isFault = !found.found && found.why !== 'unreachable';
    box.setAttribute('aria-invalid', String(isFault));
    box.setAttribute('aria-describedby', isFault ? 'council-answer council-hint' : 'council-hint');
    answer.replaceChildren(...answerTo(found));
  });

  form.hidden = false;
})();
