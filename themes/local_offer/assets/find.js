/*
 * "Find support": words and filters over the entries of one local offer.
 *
 * entries.js has the facts of every entry in columns; words.js, fetched when the first letter is typed, says in which
 * entries each word stands (site_builder/pages/search_data.py writes both). Without this script the page is a plain
 * list. Everything an entry says is put into the page as text, never as HTML.
 */
(function () {
  'use strict';

  const entries = window.localOfferEntries;
  if (!entries) return; // The plain list stays.

  const AT_ONCE = 20; // results shown before "Show more"
  const TYPING_MS = 80; // a pause in typing this long starts a search
  const SETTLED_MS = 900; // a count that stands this long is announced

  // Words ------------------------------------------------------------------------------------------------------------

  /** The words of a text as they are searched; words_of in search_data.py does the same. */
  function wordsOf(text) {
    const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/['’‘ʼ`]/g, '');
    const found = folded.match(/[\p{L}\p{N}]+/gu) || [];
    return found.filter((word) => word.length > 1 || /\p{N}/u.test(word));
  }

  // Where a word counts most, as a whole word or as the beginning of one. No two figures are the same, so that
  // a figure tells where the word stands.
  const TIERS = [
    { whole: 18, beginning: 9, where: 'in the title' },
    { whole: 10, beginning: 5, where: 'in the summary' },
    { whole: 6, beginning: 3, where: 'in its kind, needs or place' },
    { whole: 2, beginning: 1, where: 'in the details' },
  ];
  const MOST_WORDS = 12;

  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const valueOf = new Map(Array.from(DIGITS, (letter, value) => [letter, value]));

  /** The rising numbers that _packed in search_data.py wrote as letters. */
  function unpacked(letters) {
    const numbers = [];
    let number = 0;
    let shift = 0;
    for (const letter of letters) {
      const value = valueOf.get(letter);
      number += (value & 31) << shift;
      if (value > 31) {
        shift += 5;
      } else {
        numbers.push(number);
        shift = 0;
      }
    }
    return numbers;
  }

  function firstNotBefore(words, word) {
    let low = 0;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What words.js knows, ready to be asked. */
  function readWords(file) {
    const ignored = new Set(file.ignored);
    const groups = file.groups.map((group) => ({ words: group.words.split(' '), entries: group.entries.split(' ') }));

    /** Raise the score of every entry that a word stands in. */
    function score(packed, extent, scores) {
      packed.split('|').forEach((letters, tier) => {
        const worth = TIERS[tier][extent];
        for (const entry of unpacked(letters)) {
          if (scores[entry] < worth) scores[entry] = worth;
        }
      });
    }

    /** For each entry, what `word` is worth there: 0 where it does not stand. */
    function scoresOf(word, isPrefix) {
      const scores = new Uint8Array(entries.ids.length);
      for (const group of groups) {
        for (let place = firstNotBefore(group.words, word); place < group.words.length; place += 1) {
          if (group.words[place] === word) score(group.entries[place], 'whole', scores);
          else if (isPrefix && group.words[place].startsWith(word)) score(group.entries[place], 'beginning', scores);
          else break;
        }
      }
      return scores;
    }

    return {
      /** The words of a question that are worth looking for, each with its scores. The last may be a beginning. */
      match(text) {
        const asked = wordsOf(text);
        const wanted = asked.filter((word) => !ignored.has(word));
        const looked = [...new Set(wanted.length ? wanted : asked.slice(-1))].slice(0, MOST_WORDS);
        return looked.map((word) => ({ word, scores: scoresOf(word, word === asked[asked.length - 1]) }));
      },
    };
  }

  // Search -----------------------------------------------------------------------------------------------------------
  // Nothing here knows the page. A question is {text, chosen: {filter name: [choice]}, unstated: whether to show
  // entries that do not say a chosen fact}.

  const NO = 0;
  const YES = 1;
  const NOT_STATED = 2;
  const GUIDE = 2; // the group of entries that inform: see _GROUPS in search_data.py

  const filters = entries.filters.map((filter) => ({
    ...filter,
    numberOf: new Map(filter.choices.map((choice, number) => [choice, number])),
  }));

  /** The numbers of the choices that count: a wide choice steps back when one inside it is chosen. */
  function narrowed(filter, chosen) {
    const numbers = chosen.map((choice) => filter.numberOf.get(choice)).filter((number) => number !== undefined);
    const replaced = new Set(numbers.map((number) => filter.parents[number]));
    return new Set(numbers.filter((number) => !replaced.has(number)));
  }

  /** For each value that entries have for this filter, whether it is one of those chosen. */
  function verdictsOn(filter, chosen) {
    const wanted = narrowed(filter, chosen);
    return filter.values.map((met) => {
      if (!wanted.size || met.some((choice) => wanted.has(choice))) return YES;
      return !met.length && filter.unstated ? NOT_STATED : NO;
    });
  }

  /** Each entry's score and how many of the words it has; null when there are no words. */
  function weigh(matches) {
    if (!matches.length) return null;
    const total = new Uint16Array(entries.ids.length);
    const had = new Uint8Array(entries.ids.length);
    for (const { scores } of matches) {
      for (let entry = 0; entry < scores.length; entry += 1) {
        if (scores[entry]) {
          total[entry] += scores[entry];
          had[entry] += 1;
        }
      }
    }
    const needed = had.some((number) => number === matches.length) ? matches.length : 1;
    return { total, had, needed, hasAll: needed === matches.length };
  }

  /**
   * Answer a question.
   *
   * found: numbers of entries, best first; those that do not say a chosen fact come after the others. counts: for
   * each filter, how many results each choice would give, all else as chosen. unstated: how many entries would be
   * results but do not say a chosen fact, guides apart (they are seldom about one age or need), and which facts.
   * matches: the words looked for, each with its scores. hasAll: whether the results have all the words.
   */
  function search(question, words) {
    const matches = words ? words.match(question.text) : [];
    const weight = weigh(matches);
    const verdicts = filters.map((filter) => verdictsOn(filter, question.chosen[filter.name] || []));
    const tallies = filters.map((filter) => new Uint32Array(filter.values.length));
    const certain = [];
    const unsure = [];
    const unstated = { support: 0, guides: 0, facts: new Set() };

    for (let entry = 0; entry < entries.ids.length; entry += 1) {
      if (weight && weight.had[entry] < weight.needed) continue;
      let against = 0;
      let silent = 0;
      let refusing = -1;
      for (let number = 0; number < filters.length; number += 1) {
        const verdict = verdicts[number][filters[number].of[entry]];
        if (verdict === YES) continue;
        if (verdict === NOT_STATED) {
          silent += 1;
        } else {
          against += 1;
          refusing = number;
        }
      }
      if (silent && !against) {
        if (entries.groups[entry] === GUIDE) {
          unstated.guides += 1;
        } else {
          unstated.support += 1;
          filters.forEach((filter, number) => {
            if (verdicts[number][filter.of[entry]] === NOT_STATED) unstated.facts.add(filter.unstated);
          });
        }
      }
      const failed = question.unstated ? against : against + silent;
      if (failed === 0) {
        (silent ? unsure : certain).push(entry);
        filters.forEach((filter, number) => (tallies[number][filter.of[entry]] += 1));
      } else if (failed === 1 && against) {
        tallies[refusing][filters[refusing].of[entry]] += 1;
      }
    }
    if (weight) {
      const best = (a, b) => weight.had[b] - weight.had[a] || weight.total[b] - weight.total[a] || a - b;
      certain.sort(best);
      unsure.sort(best);
    }
    const found = certain.concat(unsure);
    return { found, counts: countChoices(tallies), unstated, matches, hasAll: !weight || weight.hasAll };
  }

  function countChoices(tallies) {
    const counts = {};
    filters.forEach((filter, number) => {
      const ofChoice = new Array(filter.choices.length).fill(0);
      filter.values.forEach((met, value) => met.forEach((choice) => (ofChoice[choice] += tallies[number][value])));
      counts[filter.name] = new Map(filter.choices.map((choice, place) => [choice, ofChoice[place]]));
    });
    return counts;
  }

  // The page ---------------------------------------------------------------------------------------------------------

  const part = (name) => document.getElementById(`find-${name}`);
  const form = part('form');
  const heading = part('count');
  const list = part('results');
  const moreButton = part('more');
  const blank = part('result').content.firstElementChild;

  // Each choice on the page: its control (or the option and its list), its label, where its count is written, and the
  // id of the control it shows under, if any.
  const choices = new Map(filters.map(({ name }) => [name, new Map()]));
  for (const control of form.elements) {
    const ofFilter = choices.get(control.name);
    if (!ofFilter) continue;
    for (const one of control.options || [control]) {
      if (!one.value) continue;
      const count = control.options ? one : part(`${control.name}-${one.value}-number`);
      const inside = control.closest('[data-inside]');
      const under = inside ? inside.dataset.inside : '';
      ofFilter.set(one.value, { control, option: one, label: one.dataset.label, count, under });
    }
  }
  const insides = Array.from(document.querySelectorAll('[data-inside]'), (inside) => ({
    inside,
    outside: document.getElementById(inside.dataset.inside),
  }));

  const figures = new Intl.NumberFormat('en-GB');
  const figure = (number) => figures.format(number);
  const plural = (number, one, many) => `${figure(number)} ${number === 1 ? one : many}`;
  const quoted = (words) => words.map((word) => `“${word}”`).join(' and ');

  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  let words = null; // what readWords gives, once words.js is here
  let wordsAsked = null;
  let wordsFailed = false;
  let showsUnstated = false;
  let shown = AT_ONCE;
  let question = nothingChosen();
  let answer = null;

  function loadWords() {
    wordsAsked = wordsAsked || new Promise((done) => {
      const script = document.createElement('script');
      script.src = 'words.js';
      script.onload = () => {
        words = readWords(window.localOfferWords);
        done();
      };
      script.onerror = () => {
        wordsFailed = true;
        done();
      };
      document.head.append(script);
    });
    return wordsAsked;
  }

  // The form, the question and the address say the same.

  function readForm() {
    const answers = new FormData(form);
    const chosen = {};
    for (const { name } of filters) chosen[name] = answers.getAll(name).filter(Boolean);
    return { text: answers.get('q').trim(), chosen, unstated: showsUnstated };
  }

  function writeForm(wanted) {
    part('words').value = wanted.text;
    for (const [name, ofFilter] of choices) {
      for (const [value, { option }] of ofFilter) {
        const isWanted = wanted.chosen[name].includes(value);
        if ('checked' in option) option.checked = isWanted;
        else option.selected = isWanted;
      }
    }
    // What is chosen under a heading can only be seen when the heading is chosen.
    for (const { inside, outside } of insides) {
      if (inside.querySelector(':checked')) outside.checked = true;
    }
    showsUnstated = wanted.unstated;
  }

  function readAddress() {
    const parameters = new URLSearchParams(location.search);
    const chosen = {};
    for (const { name } of filters) chosen[name] = parameters.getAll(name).filter((one) => choices.get(name).has(one));
    return { text: parameters.get('q') || '', chosen, unstated: parameters.get('unstated') === 'shown' };
  }

  function writeAddress(how) {
    const parameters = new URLSearchParams();
    if (question.text) parameters.set('q', question.text);
    for (const { name } of filters) question.chosen[name].forEach((choice) => parameters.append(name, choice));
    if (question.unstated) parameters.set('unstated', 'shown');
    const asked = parameters.toString();
    try {
      history[how]({ shown }, '', location.pathname + (asked && `?${asked}`));
    } catch (error) {
      // Some browsers refuse to change the address of a page opened from a folder, or to change it very often.
      if (error.name !== 'SecurityError') throw error;
    }
  }

  /** Everything chosen, in the page's order: {name, value, label}. */
  function allChosen() {
    return filters.flatMap(({ name }) =>
      question.chosen[name].map((value) => ({ name, value, label: labelOf(name, value) })),
    );
  }

  const labelOf = (name, value) => choices.get(name).get(value).label;

  /** The question without one choice, and without those that show under it. */
  function without(asked, { name, value }) {
    const { control } = choices.get(name).get(value);
    const stays = (one) => one !== value && choices.get(name).get(one).under !== control.id;
    return { ...asked, chosen: { ...asked.chosen, [name]: asked.chosen[name].filter(stays) } };
  }

  function nothingChosen() {
    return { text: '', chosen: Object.fromEntries(filters.map(({ name }) => [name, []])), unstated: false };
  }

  // Ask and show.

  /** Search for what the form says. `how` is a method of history, or none when the address is right already. */
  async function update(how) {
    question = readForm();
    if (how) writeAddress(how);
    if (question.text && !words && !wordsFailed) {
      heading.textContent = 'Searching…';
      await loadWords();
      update();
      return;
    }
    answer = search(question, words);
    showHeading();
    showChosen();
    showNotes();
    showCounts();
    showNothing();
    list.replaceChildren();
    showResults(0);
  }

  function changed(how) {
    shown = AT_ONCE;
    update(how);
  }

  function showHeading() {
    const count = answer.found.length;
    let text = `All support and information: ${figure(count)}`;
    if (answer.matches.length || allChosen().length) text = count ? plural(count, 'result', 'results') : 'No results';
    if (count && !answer.hasAll) text += count === 1 ? ' has some of your words' : ' have some of your words';
    heading.textContent = text;
    part('see').textContent = count ? `See ${plural(count, 'result', 'results')}` : 'See what you can do';
    announce(text);
  }

  let announcing = 0;

  /** Say the count to those who cannot see it, once it has settled; not when the page opens. */
  function announce(text) {
    const isFirst = !announcing;
    clearTimeout(announcing);
    announcing = setTimeout(() => {
      if (!isFirst) part('status').textContent = text;
    }, SETTLED_MS);
  }

  function button(text, purpose, act) {
    const element = make('button', 'find-button');
    element.type = 'button';
    if (purpose) element.append(make('span', 'hidden', `${purpose} `));
    element.append(text);
    element.addEventListener('click', act);
    return element;
  }

  function showChosen() {
    const items = allChosen().map((one) => button(one.label, 'Remove', () => remove(one)));
    if (question.unstated) {
      items.push(button('Also those that do not say', 'Remove', () => ask({ ...question, unstated: false })));
    }
    for (const item of items) item.append(cross());
    if (items.length) items.push(button('Clear all', '', () => ask(nothingChosen())));
    const chosenList = part('chosen');
    chosenList.replaceChildren(...items.map((item) => make('li', '', item)));
    chosenList.hidden = !items.length;
  }

  function cross() {
    const element = make('span', 'find-cross', '×');
    element.setAttribute('aria-hidden', 'true');
    return element;
  }

  /** Take a choice back. The button that did it is gone, so the next one has the focus, or the count. */
  function remove(choice) {
    const buttons = Array.from(part('chosen').querySelectorAll('button'));
    const place = buttons.indexOf(document.activeElement);
    writeForm(without(question, choice));
    changed('pushState');
    const left = Array.from(part('chosen').querySelectorAll('button')).slice(0, -1);
    (place >= 0 && left.length ? left[Math.min(place, left.length - 1)] : heading).focus();
  }

  /** Put another question in place of this one, and go to its results. */
  function ask(other) {
    writeForm(other);
    changed('pushState');
    heading.focus();
  }

  /** What a reader should know about the list before reading it. */
  function showNotes() {
    const notes = [];
    if (wordsFailed && question.text) {
      notes.push(make('p', '', 'The word search could not be loaded, so this list leaves your words out.'));
    }
    const missed = answer.matches.filter(({ scores }) => !scores.some(Boolean)).map(({ word }) => word);
    if (missed.length) notes.push(make('p', '', `No page here has ${quoted(missed)}.`));
    const { support, guides, facts } = answer.unstated;
    if ((support || guides) && !question.unstated) {
      const said = [];
      const silence = Array.from(facts, ([ofOne, ofMany]) => (support === 1 ? ofOne : ofMany)).join(' or ');
      if (support) said.push(`${figure(support)} more ${support === 1 ? 'does' : 'do'} not say ${silence}.`);
      if (guides) said.push(`${plural(guides, 'guide is', 'guides are')} not about one age or need.`);
      const which = support + guides === 1 ? 'Show it too' : 'Show these too';
      notes.push(make('p', '', said.join(' ')), button(which, '', () => ask({ ...question, unstated: true })));
    }
    part('notes').replaceChildren(...notes);
    part('notes').hidden = !notes.length;
  }

  function showCounts() {
    for (const [name, ofFilter] of choices) {
      for (const [value, { control, label, count }] of ofFilter) {
        const number = `(${figure(answer.counts[name].get(value))})`;
        const text = control.options ? `${label} ${number}` : ` ${number}`;
        if (count.textContent !== text) count.textContent = text;
      }
    }
    for (const { inside, outside } of insides) inside.hidden = !outside.checked;
    const number = allChosen().length;
    part('number-chosen').textContent = number ? `: ${number} chosen` : '';
  }

  /** When nothing is found: which one choice to drop, and what that would give. */
  function showNothing() {
    part('nothing').hidden = answer.found.length > 0;
    if (answer.found.length) return;
    const ways = allChosen().map((one) => ({ label: one.label, asked: without(question, one) }));
    if (question.text) ways.push({ label: `“${question.text}”`, asked: { ...question, text: '' } });
    const useful = ways
      .map((way) => ({ ...way, count: search(way.asked, words).found.length }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
    const buttons = useful.map(({ label, asked, count }) =>
      button(`Without ${label}: ${plural(count, 'result', 'results')}`, '', () => ask(asked)),
    );
    if (!buttons.length) buttons.push(button('Start again with everything', '', () => ask(nothingChosen())));
    part('drop').replaceChildren(...buttons.map((one) => make('li', '', one)));
  }

  function showResults(from) {
    list.append(...answer.found.slice(from, shown).map(resultOf));
    list.hidden = !answer.found.length;
    const left = answer.found.length - shown;
    moreButton.hidden = left <= 0;
    moreButton.textContent = `Show ${Math.min(left, AT_ONCE)} more`;
  }

  function resultOf(entry) {
    const result = blank.cloneNode(true);
    const find = (selector) => result.querySelector(selector);
    find('a').href = `../support/${entries.ids[entry]}/index.html`;
    find('a').textContent = entries.titles[entry];
    find('.find-summary').textContent = entries.summaries[entry];
    show(find('.tag'), entries.marks.values[entries.marks.of[entry]]);
    show(find('.find-why'), whyOf(entry));
    for (const { label, values, of } of entries.facts) {
      const text = values[of[entry]];
      const isTold = text !== entries.not_told;
      if (text) find('.notes').append(make('li', '', `${label}: `, isTold ? text : make('span', 'not-told', text)));
    }
    return result;
  }

  function show(element, text) {
    element.textContent = text;
    element.hidden = !text;
  }

  /** Why an entry is among the results: where the words stand, and which choices it meets. */
  function whyOf(entry) {
    const reasons = TIERS.map(({ whole, beginning, where }) => {
      const here = answer.matches.filter(({ scores }) => scores[entry] === whole || scores[entry] === beginning);
      return here.length ? `${quoted(here.map(({ word }) => word))} ${where}` : '';
    });
    for (const filter of filters) {
      const met = filter.values[filter.of[entry]];
      for (const choice of narrowed(filter, question.chosen[filter.name])) {
        if (met.includes(choice)) reasons.push(labelOf(filter.name, filter.choices[choice]));
      }
    }
    const said = reasons.filter(Boolean);
    return said.length ? `Why this is here: ${said.join('; ')}` : '';
  }

  // What the reader does.

  let typing = 0;

  form.addEventListener('input', (event) => {
    if (event.target !== part('words')) return;
    if (event.target.value) loadWords();
    clearTimeout(typing);
    typing = setTimeout(() => changed('replaceState'), TYPING_MS);
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(typing);
    changed('replaceState');
    heading.focus();
  });

  let lastChoice = { control: null, at: 0 };

  part('filters').addEventListener('change', (event) => {
    const control = event.target;
    if (control.checked === false) writeForm(without(readForm(), control));
    // Going through the ages with the arrow keys is one choice, not twenty to go back through.
    const isSameList = control === lastChoice.control && control.type !== 'checkbox';
    const isGoingOn = isSameList && event.timeStamp - lastChoice.at < 1500;
    lastChoice = { control, at: event.timeStamp };
    changed(isGoingOn ? 'replaceState' : 'pushState');
  });

  moreButton.addEventListener('click', () => {
    const from = shown;
    shown += AT_ONCE;
    writeAddress('replaceState');
    showResults(from);
    list.children[from].querySelector('a').focus();
  });

  part('see').addEventListener('click', () => heading.focus());

  window.addEventListener('popstate', () => open());

  /** Show what the address asks for, as many results as were shown when the reader left. */
  function open() {
    shown = (history.state && history.state.shown) || AT_ONCE;
    writeForm(readAddress());
    clearTimeout(typing);
    update();
  }

  for (const name of ['form', 'filters']) part(name).hidden = false;
  part('columns').append(part('ways')); // with a search at hand, the lists to look through come last
  for (const plain of document.querySelectorAll('.find-plain')) plain.hidden = true;
  const isWide = window.matchMedia('(min-width: 60em)').matches;
  for (const fold of part('filters').querySelectorAll('details')) fold.open = isWide;
  open();

  window.localOfferFind = { wordsOf, readWords, search };
})();
