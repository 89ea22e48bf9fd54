/*
 * "Find support": words and filters over the entries of one local offer, or of several.
 *
 * localOfferEntries has the facts of every entry in columns; localOfferSynonyms, and words.js, fetched when the first
 * letter is typed, are for find-words.js (site_builder/pages/search_data.py writes all three, and find_script.py joins
 * the programs to the first two). Without this script the page is a plain list. All that it says comes from the page, in
 * the page's language. Everything an entry says is put into the page as text, never as HTML.
 */
(function () {
  'use strict';

  const entries = window.localOfferEntries;
  const findWords = window.localOfferFindWords;
  if (!entries || !findWords) return; // The plain list stays.

  const postcodes = window.localOfferPostcode; // without it there are no distances
  const { total } = entries;
  const { SCORES, WORTH, numbersIn } = findWords;

  const AT_ONCE = 20; // results shown before "Show more"
  const AT_FIRST = 4; // results shown before all else is worked out
  const IDLE_MS = 200; // where a browser does not tell, after such a wait
  const A_MOMENT_MS = 8;
  const SETTLED_MS = 900; // a count that stands this long is announced

  const page = document.getElementById('find-result');
  const part = (name) => document.getElementById(`find-${name}`);

  // Search -----------------------------------------------------------------------------------------------------------
  // Nothing here knows the page. A question is {text, chosen: {filter name: [choice]}, unstated: whether to show
  // entries that do not say a chosen fact, sort: an order, or none for the one that suits}.

  const NO = 0;
  const YES = 1;
  const NOT_STATED = 2;
  const GUIDE = 2; // the group of entries that inform: see GROUPS in listed.py

  /** What `make` gives, made when it is first asked for: of most that is loaded a visit needs little. */
  function once(make) {
    let made;
    return () => {
      if (made === undefined) made = make();
      return made;
    };
  }

  const linesOf = (text) => once(() => text.split('\n'));
  const titles = linesOf(entries.titles);
  const summaries = linesOf(entries.summaries);
  const ids = linesOf(entries.ids);

  /** A column of numbers: at(entry) gives one, all() all of them. */
  function numbersOf(letters) {
    const width = letters.length / total || 1;
    return {
      at: (entry) => numbersIn(letters.slice(entry * width, (entry + 1) * width), width)[0],
      all: once(() => numbersIn(letters, width)),
    };
  }

  /** What a column {values, of} has for an entry. */
  function readColumn({ values, of }) {
    const { at } = numbersOf(of);
    return (entry) => values[at(entry)];
  }

  const groupOf = numbersOf(entries.groups).at;
  const markOf = readColumn(entries.marks);
  const reviewedOf = readColumn(entries.reviewed);
  const siteOf = readColumn(entries.sites);
  const placeOf = numbersOf(entries.places.of);

  /**
   * A filter. of has the number of a value for each entry. Of a value, by its number: met(value) has the choices that it
   * names, wide()[value] those and the wider ones around them, and open[value] whether it may count for others too.
   */
  function readFilter(filter) {
    const { choices, parents } = filter;
    const width = choices.length > 64 ? 2 : 1;
    const lists = once(() => filter.met.split(' '));
    const met = (value) => Array.from(numbersIn(lists()[value], width));
    const widened = (own) => own.flatMap((one) => (parents[one] < 0 ? [one] : [one, parents[one]]));
    return {
      ...filter,
      of: numbersOf(filter.of),
      met,
      wide: once(() => lists().map((_, value) => Array.from(new Set(widened(met(value)))))),
      numberOf: numbersByChoice(choices),
    };
  }

  const valuesOf = (filter) => Array.from(filter.open, (_, value) => value);

  const numbersByChoice = (choices) => new Map(choices.map((choice, number) => [choice, number]));

  /** How far entries are: a filter whose answers change with the postcode. Values are those of entries.places. */
  function makeDistances(miles, fact) {
    const { values } = entries.places;
    const choices = miles.map(String);
    const farthest = miles.map((_, number) => number);
    let met = [];
    const filter = {
      name: 'within',
      choices,
      parents: miles.map(() => -1),
      joins: 'any',
      default: '',
      fact,
      shown: '',
      of: placeOf,
      open: '', // nothing before a postcode
      met: (value) => met[value],
      wide: () => met,
      numberOf: numbersByChoice(choices),
    };
    return {
      filter,
      far: [], // for each value, the miles to its nearest place, or Infinity
      comes: [], // for each value, whether it comes to families there

      /** Measure from a place: {latitude, longitude, authorities}. */
      measure(origin) {
        const codes = new Set((origin.authorities || []).map(({ code }) => code));
        this.far = values.map(({ at }) =>
          Math.min(...at.map(([latitude, longitude]) => postcodes.miles(origin, { latitude, longitude }))),
        );
        this.comes = values.map(({ comes }) =>
          comes === true || (Boolean(comes) && (!codes.size || comes.some((code) => codes.has(code)))),
        );
        met = this.far.map((far, value) => farthest.filter((one) => this.comes[value] || far <= miles[one]));
        filter.open = values.map(({ at, comes }) => (at.length || comes ? '0' : '1')).join('');
      },

      forget() {
        this.far = [];
        met = [];
        filter.open = '';
      },
    };
  }

  /** The numbers of the choices that count: a wide choice steps back when one inside it is chosen. */
  function narrowed(filter, chosen) {
    const numbers = chosen.map((choice) => filter.numberOf.get(choice)).filter((number) => number !== undefined);
    const replaced = new Set(numbers.map((number) => filter.parents[number]));
    return new Set(numbers.filter((number) => !replaced.has(number)));
  }

  /** For each value that entries have for this filter, whether it is what was chosen; null when nothing was. */
  function verdictsOn(filter, chosen) {
    const wanted = Array.from(narrowed(filter, chosen));
    if (!wanted.length) return null;
    return filter.wide().map((met, value) => {
      const has = (choice) => met.includes(choice);
      if (filter.joins === 'all' ? wanted.every(has) : wanted.some(has)) return YES;
      return filter.open[value] === '1' ? NOT_STATED : NO;
    });
  }

  /** Each entry's worth and how many of the words it has; null when there are no words. */
  function weigh(units) {
    if (!units.length) return null;
    const worth = new Float64Array(total);
    const had = new Uint8Array(total);
    let words = 0;
    // A word that stands nearly everywhere keeps no entry out, unless nothing else was asked for.
    const isCommon = (unit) => unit.tokens.every((token) => token.isCommon);
    const asksMore = !units.every(isCommon);
    for (const unit of units) {
      words += unit.tokens.length;
      const all = unit.tokens.length;
      const literal = new Float64Array(total);
      const alike = new Float64Array(total);
      const found = new Uint8Array(total);
      for (const { scores, isCommon: isEverywhere } of unit.tokens) {
        const without = isEverywhere && asksMore ? 1 : 0;
        for (let entry = 0; entry < total; entry += 1) {
          literal[entry] += WORTH[scores[entry]];
          found[entry] += scores[entry] ? 1 : without;
        }
      }
      for (const { scores } of unit.alike) {
        for (let entry = 0; entry < total; entry += 1) {
          if (scores[entry]) alike[entry] = Math.max(alike[entry], WORTH[scores[entry]]);
        }
      }
      for (let entry = 0; entry < total; entry += 1) {
        worth[entry] += Math.max(literal[entry], alike[entry] * all);
        had[entry] += alike[entry] ? all : found[entry];
      }
    }
    const needed = had.some((number) => number === words) ? words : 1;
    return { worth, had, needed, hasAll: needed === words };
  }

  /** What puts entries in order; those of equal rank stay as the plain list has them. */
  function orders(weight, distances) {
    const far = (entry) => distances.far[placeOf.at(entry)];
    const nearer = (a, b) => {
      if (!distances.far.length) return 0;
      const [one, other] = [far(a), far(b)];
      return one === other ? 0 : one - other;
    };
    return {
      best: (a, b) => weight.had[b] - weight.had[a] || weight.worth[b] - weight.worth[a] || nearer(a, b) || a - b,
      near: (a, b) => nearer(a, b) || a - b,
      name: (a, b) => a - b,
      checked: (a, b) => (reviewedOf(a) === reviewedOf(b) ? a - b : reviewedOf(a) < reviewedOf(b) ? 1 : -1),
    };
  }

  /** The orders that make sense: with words, by how well they match; with a postcode, by distance. */
  function sensible(hasWords, hasPlace) {
    return [...(hasWords ? ['best'] : []), ...(hasPlace ? ['near'] : []), 'name', 'checked'];
  }

  /**
   * Answer a question.
   *
   * found: numbers of entries, in order; those that do not say a chosen fact come after the others. nearly: for each
   * filter, those that it alone keeps out, where another of its choices would let them in. unstated: how many entries
   * would be results but do not say a chosen fact, guides apart (they are seldom about one age, need or place), and which
   * facts. units: what was looked for, as find-words.js gives it. hasAll: whether the results have all the words.
   */
  function search(question, index, filters, distances) {
    const units = index ? index.match(question.text) : [];
    const weight = weigh(units);
    const narrowing = [];
    filters.forEach((filter, number) => {
      // A filter without values, as that of distances before a postcode, refuses nothing.
      const verdicts = filter.open.length ? verdictsOn(filter, question.chosen[filter.name] || []) : null;
      if (verdicts) narrowing.push({ filter, number, verdicts, of: filter.of.all() });
    });
    const certain = [];
    const unsure = [];
    const nearly = filters.map(() => []);
    const unstated = { support: 0, guides: 0, facts: new Set() };

    for (let entry = 0; entry < total; entry += 1) {
      if (weight && weight.had[entry] < weight.needed) continue;
      let against = 0;
      let silent = 0;
      let refusing = null;
      for (const one of narrowing) {
        const verdict = one.verdicts[one.of[entry]];
        if (verdict === NOT_STATED) {
          silent += 1;
        } else if (verdict === NO) {
          against += 1;
          refusing = one;
        }
      }
      if (silent && !against) {
        if (groupOf(entry) === GUIDE) {
          unstated.guides += 1;
        } else {
          unstated.support += 1;
          for (const { filter, verdicts, of } of narrowing) {
            if (verdicts[of[entry]] === NOT_STATED) unstated.facts.add(filter.fact);
          }
        }
      }
      const failed = question.unstated ? against : against + silent;
      if (failed === 0) {
        (silent ? unsure : certain).push(entry);
      } else if (failed === 1 && against && refusing.filter.joins === 'any') {
        nearly[refusing.number].push(entry);
      }
    }
    const possible = sensible(weight, distances.far.length);
    const order = orders(weight, distances)[possible.includes(question.sort) ? question.sort : possible[0]];
    const found = certain.sort(order).concat(unsure.sort(order));
    return { found, nearly, unstated, units, hasAll: !weight || weight.hasAll };
  }

  /** For each filter, how many results each choice would give, all else as chosen: of what `search` found. */
  function countChoices(filters, { found, nearly }) {
    const counts = {};
    filters.forEach((filter, number) => {
      const tally = new Uint32Array(filter.open.length);
      const of = filter.of.all();
      for (const entry of found) tally[of[entry]] += 1;
      for (const entry of nearly[number]) tally[of[entry]] += 1;
      const ofChoice = new Array(filter.choices.length).fill(0);
      filter.wide().forEach((met, value) => met.forEach((choice) => (ofChoice[choice] += tally[value])));
      counts[filter.name] = new Map(filter.choices.map((choice, place) => [choice, ofChoice[place]]));
    });
    return counts;
  }

  // What the page says -----------------------------------------------------------------------------------------------

  const language = document.documentElement.lang || 'en-GB';
  const sentences = JSON.parse(page.dataset.says);
  const days = JSON.parse(page.dataset.days); // a day in each month, as the rest of the site writes it

  // The first of each takes a browser up to 30 ms, which is as long as all else from words to results. Results need no
  // plurals, most numbers are short and most lists have one thing, so mostly nobody waits for them.
  const bigFigures = once(() => new Intl.NumberFormat(language));
  const lists = once(() => new Intl.ListFormat(language, { style: 'long', type: 'conjunction' }));
  const plurals = once(() => new Intl.PluralRules(language));

  const figure = (number) => (number < 1000 ? String(number) : bigFigures().format(number));

  const listed = (words) => (words.length < 2 ? words.join('') : lists().format(words));

  /** Of a sentence with a number, the page has one text for each form of the plural, under a number that has that form. */
  function formFor(number, texts) {
    const form = plurals().select(number);
    return texts[Object.keys(texts).find((sample) => plurals().select(Number(sample)) === form)];
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? values[name] : hole));
  const say = (name, values = {}) => fill(sentences[name], values);
  const sayCount = (name, number, values = {}) =>
    fill(formFor(number, sentences[name]), { number: figure(number), ...values });
  const quoted = (words) => listed(words.map((word) => say('quoted', { word })));

  /** A day such as 2026-10-01, in words. */
  function dayWords(day) {
    const [year, month, number] = day.split('-');
    return fill(days[Number(month) - 1], { year, day: Number(number) });
  }

  // The page ---------------------------------------------------------------------------------------------------------

  const form = part('form');
  const heading = part('count');
  const list = part('results');
  const moreButton = part('more');
  const sortList = part('sort');
  const blank = page.content.firstElementChild;
  const up = page.dataset.root;

  const miles = Array.from(part('within').options, (option) => Number(option.value)).filter(Boolean);
  const distances = makeDistances(miles, say('where'));
  const filters = [...entries.filters.map(readFilter), distances.filter];

  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  // Each choice on the page: its control (or the option and its list), its words and the element that has them, and the
  // id of the control it shows under, if any.
  const choices = new Map(filters.map(({ name }) => [name, new Map()]));
  for (const control of Array.from(form.elements)) {
    const ofFilter = choices.get(control.name);
    if (!ofFilter) continue;
    for (const one of control.options || [control]) {
      if (!one.value) continue;
      const element = control.options ? one : control.nextElementSibling;
      const inside = control.closest('[data-inside]');
      const under = inside ? inside.dataset.inside : '';
      ofFilter.set(one.value, { control, option: one, element, label: element.textContent, under });
    }
  }
  const insides = Array.from(document.querySelectorAll('[data-inside]'), (inside) => ({
    inside,
    outside: document.getElementById(inside.dataset.inside),
  }));
  const folds = Array.from(document.querySelectorAll('.find-fold'), (fold) => ({
    fold,
    names: new Set(Array.from(fold.querySelectorAll('[name]'), (control) => control.name)),
    count: fold.querySelector('.find-fold-chosen'),
  }));
  const sorts = new Map(Array.from(sortList.options, (option) => [option.value, option]));
  const labelOf = (name, value) => choices.get(name).get(value).label;

  const shownFilters = filters.filter(({ shown }) => shown);

  /** The words of a value of a filter: those it came with, or the labels of its choices. */
  function wordsFor({ name, words, met, choices: names }, value) {
    return words[value] === null ? met(value).map((one) => labelOf(name, names[one])).join(', ') : words[value];
  }

  /** What is chosen of a filter: its default where nothing else is. */
  const orDefault = ({ default: usual }, values) => (values.length || !usual ? values : [usual]);

  let index = null; // what find-words.js makes, once it can
  let wordsAsked = null;
  let wordsState = 'none'; // none, some (of titles, summaries and labels), all, failed
  let showsUnstated = false;
  let sortAsked = '';
  let place = null; // what the reader's postcode was found to be: {sector, latitude, longitude, authorities}
  let shown = AT_ONCE;
  let question = nothingChosen();
  let answer = null;

  function loadScript(address) {
    return new Promise((done) => {
      const script = document.createElement('script');
      script.src = address;
      script.onload = () => done(true);
      script.onerror = () => done(false);
      document.head.append(script);
    });
  }

  let wordsFetched = null;

  /** Have words.js fetched, once: when a reader goes to the box for words, or has typed. */
  function fetchWords() {
    wordsFetched = wordsFetched || loadScript('words.js');
    return wordsFetched;
  }

  /** Make it possible to ask for words: first for those of titles and summaries alone. */
  function makeIndex() {
    index = findWords.makeIndex(entries, window.localOfferSynonyms);
    wordsState = 'some';
  }

  function takeWords(isLoaded) {
    if (isLoaded) index.addDetails(window.localOfferWords);
    else index.complete();
    wordsState = isLoaded ? 'all' : 'failed';
  }

  /** Make it possible to ask for all words: for those of labels at once, and for the others when they are here. */
  function loadWords() {
    if (wordsAsked) return wordsAsked;
    const fetched = fetchWords();
    if (!index) makeIndex();
    const searched = shownFilters.filter((filter) => filter.searched);
    index.addLabels(searched.map((filter) => ({ texts: valuesOf(filter).map((value) => wordsFor(filter, value)), of: filter.of.all() })));
    if (window.localOfferWords) {
      takeWords(true);
      wordsAsked = fetched;
    } else {
      wordsAsked = fetched.then((isLoaded) => {
        takeWords(isLoaded);
        if (question.text) update();
      });
    }
    return wordsAsked;
  }

  // Postcodes. The whole one stays in its box; only its sector is kept, and put into the address.

  const SECTOR = /^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]$/;
  const POSTCODE = /^\s*[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\s*$/i;
  let lookup = 0;

  /** Find where a postcode or a sector is, and show what the list is then; or say what is wrong with it. */
  async function locate(text, how) {
    lookup += 1;
    const own = lookup;
    const typed = text.trim().toUpperCase().replace(/\s+/g, ' ');
    const found = typed ? await postcodes.find(SECTOR.test(typed) ? `${typed}AA` : typed) : null;
    if (own !== lookup) return; // the reader has typed on
    setPlace(found && found.found ? found : null);
    showProblem(found && !found.found ? postcodes.problem(found) : '');
    if (how) changed(how);
    else update();
    if (found && !found.found) announce(postcodes.problem(found));
  }

  function showProblem(text) {
    part('near').setAttribute('aria-invalid', String(Boolean(text)));
    part('near-problem').textContent = text;
  }

  function setPlace(found) {
    place = found;
    if (place) {
      distances.measure(place);
    } else {
      distances.forget();
      part('within').value = '';
    }
    part('within-group').hidden = !place;
  }

  // The form, the question and the address say the same.

  function readForm() {
    const answers = new FormData(form);
    const chosen = {};
    for (const { name } of filters) chosen[name] = answers.getAll(name).filter(Boolean);
    if (!place) chosen.within = [];
    const text = answers.get('q').trim();
    const sort = sensible(findWords.wordsOf(text).length, place).includes(sortAsked) ? sortAsked : '';
    return { text, chosen, unstated: showsUnstated, sort, near: place ? place.sector : '' };
  }

  function writeForm(wanted) {
    part('words').value = wanted.text;
    for (const [name, ofFilter] of choices) {
      for (const [value, { option }] of ofFilter) {
        const isWanted = wanted.chosen[name].includes(value);
        if ('checked' in option) option.checked = isWanted;
        else option.selected = isWanted;
      }
      if (!wanted.chosen[name].length && part(name) && part(name).options) part(name).value = '';
    }
    // What is chosen under a heading can only be seen when the heading is chosen.
    for (const { inside, outside } of insides) {
      if (inside.querySelector(':checked')) outside.checked = true;
    }
    showsUnstated = wanted.unstated;
    sortAsked = wanted.sort;
    if (!wanted.near) {
      part('near').value = '';
      showProblem('');
      lookup += 1; // whatever is still being looked up is not asked for any more
      setPlace(null);
    }
  }

  function readAddress() {
    const parameters = new URLSearchParams(location.search);
    const chosen = {};
    for (const filter of filters) {
      const asked = parameters.getAll(filter.name).filter((one) => choices.get(filter.name).has(one));
      chosen[filter.name] = orDefault(filter, asked);
    }
    return {
      text: parameters.get('q') || '',
      chosen,
      unstated: parameters.get('unstated') === 'shown',
      sort: sorts.has(parameters.get('sort')) ? parameters.get('sort') : '',
      near: SECTOR.test(parameters.get('near')) ? parameters.get('near') : '',
    };
  }

  function writeAddress(how) {
    const parameters = new URLSearchParams();
    if (question.text) parameters.set('q', question.text);
    if (question.near) parameters.set('near', question.near);
    for (const { name, value } of allChosen()) parameters.append(name, value);
    if (question.unstated) parameters.set('unstated', 'shown');
    if (question.sort) parameters.set('sort', question.sort);
    const asked = parameters.toString();
    try {
      history[how]({ shown }, '', location.pathname + (asked && `?${asked}`));
    } catch (error) {
      // Some browsers refuse to change the address of a page opened from a folder, or to change it very often.
      if (error.name !== 'SecurityError') throw error;
    }
  }

  /** Everything chosen, beside what is chosen until the reader chooses, in the page's order: {name, value, label}. */
  function allChosen() {
    return filters.flatMap(({ name, default: usual }) =>
      question.chosen[name].filter((value) => value !== usual).map((value) => ({ name, value, label: labelOf(name, value) })),
    );
  }

  /** The question without one choice, and without those that show under it. */
  function without(asked, { name, value }) {
    const { control } = choices.get(name).get(value);
    const filter = filters.find((one) => one.name === name);
    const stays = (one) => one !== value && choices.get(name).get(one).under !== control.id;
    return { ...asked, chosen: { ...asked.chosen, [name]: orDefault(filter, asked.chosen[name].filter(stays)) } };
  }

  function nothingChosen() {
    const chosen = Object.fromEntries(filters.map((filter) => [filter.name, orDefault(filter, [])]));
    return { text: '', chosen, unstated: false, sort: '', near: '' };
  }

  // Ask and show.

  const ask = (asked) => search(asked, index, filters, distances);

  let hasAnswered = false; // a question in words

  /** Show the first results for the first words, before all else is worked out; whether there are any yet. */
  function answersAtOnce() {
    if (!index) makeIndex();
    answer = ask(question);
    if (!answer.found.length) {
      loadWords();
      answer = ask(question);
    }
    hasAnswered = answer.found.length > 0;
    if (hasAnswered) {
      list.replaceChildren();
      showResults(0, AT_FIRST);
    }
    return hasAnswered;
  }

  /** Search for what the form says. `how` is a method of history, or none when the address is right already. */
  function update(how) {
    question = readForm();
    if (question.text && !hasAnswered && answersAtOnce()) {
      window.setTimeout(() => update(how));
      return;
    }
    if (how) writeAddress(how);
    if (question.text) loadWords();
    answer = ask(question);
    const isWaiting = question.text && wordsState === 'some';
    // While the words are on their way, what is found already is shown, but not that nothing was.
    if (isWaiting && !answer.found.length) {
      heading.textContent = say('searching');
      return;
    }
    showHeading(isWaiting);
    showChosen();
    showNotes();
    showCounts();
    showSorts();
    showNothing();
    list.replaceChildren();
    showResults(0, shown);
    showMore();
    prepare();
  }

  const whenIdle = window.requestIdleCallback || ((act) => setTimeout(() => act({ timeRemaining: () => A_MOMENT_MS }), IDLE_MS));
  const toPrepare = [lists, plurals, bigFigures]; // the last first
  let isPreparing = false;

  /** Make ready, while the reader does nothing, what would keep a later change waiting. */
  function prepare() {
    if (isPreparing || wordsState === 'some') return; // the rest of the words comes first
    isPreparing = true;
    whenIdle((deadline) => {
      isPreparing = false;
      while (toPrepare.length && deadline.timeRemaining() > 1) toPrepare.pop()();
      const isLeft = toPrepare.length || (index && !index.learn(() => deadline.timeRemaining() > 1));
      if (isLeft) prepare();
    });
  }

  function changed(how) {
    shown = AT_ONCE;
    update(how);
  }

  function showHeading(isWaiting) {
    const count = answer.found.length;
    const isNarrowed = answer.units.length > 0 || allChosen().length > 0;
    let text = sayCount('all', count);
    if (isNarrowed) text = count ? sayCount(answer.hasAll ? 'results' : 'some', count) : say('none');
    if (isWaiting) text = sayCount('so_far', count);
    heading.textContent = text;
    part('see').textContent = count ? sayCount('see', count) : say('see_none');
    if (!isWaiting) announce(text);
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

  function button(content, act) {
    const element = make('button', 'find-button', ...content);
    element.type = 'button';
    element.addEventListener('click', act);
    return element;
  }

  /** A button that takes something back: it shows what, and says that it does so. */
  function removing(label, act) {
    const [before, after] = sentences.remove.split('{choice}');
    const cross = make('span', 'find-cross', '×');
    cross.setAttribute('aria-hidden', 'true');
    return button([make('span', 'hidden', before), label, make('span', 'hidden', after), cross], act);
  }

  function showChosen() {
    const items = allChosen().map((one) => removing(one.label, () => remove(without(question, one))));
    if (place) {
      const wherever = { ...question, near: '', chosen: { ...question.chosen, within: [] } };
      items.push(removing(say('from', { sector: place.sector }), () => remove(wherever)));
    }
    if (question.unstated) {
      items.push(removing(say('also_unstated'), () => remove({ ...question, unstated: false })));
    }
    if (items.length) items.push(button([say('clear')], () => put(nothingChosen())));
    const chosenList = part('chosen');
    chosenList.replaceChildren(...items.map((item) => make('li', '', item)));
    chosenList.hidden = !items.length;
  }

  /** Take a choice back. The button that did it is gone, so the next one has the focus, or the count. */
  function remove(wanted) {
    const buttons = Array.from(part('chosen').querySelectorAll('button'));
    const number = buttons.indexOf(document.activeElement);
    writeForm(wanted);
    changed('pushState');
    const left = Array.from(part('chosen').querySelectorAll('button')).slice(0, -1);
    (number >= 0 && left.length ? left[Math.min(number, left.length - 1)] : heading).focus();
  }

  /** Put another question in place of this one, and go to its results. */
  function put(other) {
    writeForm(other);
    changed('pushState');
    heading.focus();
  }

  /** What a reader should know about the list before reading it. */
  function showNotes() {
    const notes = [];
    const note = (...content) => notes.push(make('p', '', ...content));
    if (wordsState === 'failed' && question.text) note(say('words_failed'));
    const tokens = answer.units.flatMap((unit) => unit.tokens.map((token) => ({ ...token, unit })));
    const isThere = ({ scores }) => scores.some(Boolean);
    for (const { asked, word } of tokens.filter((token) => token.asked !== token.word)) {
      note(say('spelled', { asked: quoted([asked]), found: quoted([word]) }));
    }
    const missed = tokens.filter((token) => token.asked === token.word && !token.isCommon && !isThere(token));
    const told = missed.filter(({ unit }) => !unit.alike.length).map(({ word }) => word);
    if (told.length) note(say('missing', { words: quoted(told) }));
    const alike = new Set(answer.units.flatMap((unit) => unit.alike.map(({ phrase }) => phrase)));
    if (alike.size) note(say('alike', { words: quoted(Array.from(alike)) }));
    const common = tokens.filter((token) => token.isCommon).map(({ word }) => word);
    if (common.length) note(say('common', { words: quoted(common) }));
    if (place && question.chosen.within.length) note(say('coming'));
    const { support, guides, facts } = answer.unstated;
    if ((support || guides) && !question.unstated) {
      const said = [];
      if (support) said.push(sayCount('unstated', support, { facts: Array.from(facts).join(', ') }));
      if (guides) said.push(sayCount('guides', guides));
      note(said.join(' '));
      notes.push(button([sayCount('show_unstated', support + guides)], () => put({ ...question, unstated: true })));
    }
    part('notes').replaceChildren(...notes);
    part('notes').hidden = !notes.length;
  }

  function showCounts() {
    const counts = countChoices(filters, answer);
    for (const [name, ofFilter] of choices) {
      for (const [value, choice] of ofFilter) {
        const text = `(${figure(counts[name].get(value))})`;
        if (text === choice.count) continue;
        choice.count = text;
        showCount(choice);
      }
    }
    for (const { inside, outside } of insides) inside.hidden = !outside.checked;
    const all = allChosen();
    const chosen = (number) => (number ? `: ${sayCount('chosen', number)}` : '');
    part('number-chosen').textContent = chosen(all.length);
    for (const { names, count } of folds) count.textContent = chosen(all.filter(({ name }) => names.has(name)).length);
  }

  /** Write how many results a choice gives after its words; an option can hold nothing but text. */
  function showCount(choice) {
    const { control, element, label, count } = choice;
    if (control.options) {
      element.firstChild.data = `${label} ${count}`;
      return;
    }
    if (!choice.number) {
      choice.number = document.createTextNode('');
      element.append(make('span', 'find-number', choice.number));
    }
    choice.number.data = ` ${count}`; // far cheaper than another text in place of this one
  }

  function showSorts() {
    const sensibleOnes = sensible(answer.units.length, place);
    const options = sensibleOnes.map((name) => sorts.get(name));
    if (options.length !== sortList.options.length || options.some((one, at) => one !== sortList.options[at])) {
      sortList.replaceChildren(...options);
    }
    sortList.value = question.sort || sensibleOnes[0];
    part('sorting').hidden = answer.found.length < 2;
  }

  /** When nothing is found: which one choice to drop, and what that would give. */
  function showNothing() {
    part('nothing').hidden = answer.found.length > 0;
    if (answer.found.length) return;
    const ways = allChosen().map((one) => ({ label: one.label, asked: without(question, one) }));
    if (question.text) ways.push({ label: quoted([question.text]), asked: { ...question, text: '', sort: '' } });
    const useful = ways
      .map((way) => ({ ...way, count: ask(way.asked).found.length }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
    const buttons = useful.map(({ label, asked, count }) =>
      button([sayCount('without', count, { choice: label })], () => put(asked)),
    );
    if (!buttons.length) buttons.push(button([say('start_again')], () => put(nothingChosen())));
    part('drop').replaceChildren(...buttons.map((one) => make('li', '', one)));
  }

  function showResults(from, to) {
    list.append(...answer.found.slice(from, to).map(resultOf));
    list.hidden = !answer.found.length;
  }

  function showMore() {
    const left = answer.found.length - shown;
    moreButton.hidden = left <= 0;
    moreButton.textContent = sayCount('more', Math.max(0, Math.min(left, AT_ONCE)));
  }

  /** The id of an entry: what its title is in small letters with hyphens, unless it came with its own. */
  const idOf = (entry) => ids()[entry] || titles()[entry].toLowerCase().match(/[a-z0-9]+/g).join('-');

  const english = { titles: new Set(entries.english.titles), summaries: new Set(entries.english.summaries) };

  /** What tells an entry from those of all authorities. */
  const nameOf = (entry) => `${siteOf(entry).id}/${idOf(entry)}`;

  function addressOf(entry) {
    const { prefix } = siteOf(entry);
    if (prefix === null) return null;
    return `${prefix.includes('://') ? '' : up}${prefix}support/${idOf(entry)}/index.html`;
  }

  function resultOf(entry) {
    const result = blank.cloneNode(true);
    const find = (selector) => result.querySelector(selector);
    const address = addressOf(entry);
    const title = titles()[entry];
    if (address === null) {
      const words = make('span', 'find-title', title);
      words.tabIndex = -1;
      markEnglish(words, english.titles, entry);
      find('a').replaceWith(words);
    } else {
      find('a').href = address;
      find('a').textContent = title;
      markEnglish(find('a'), english.titles, entry);
    }
    find('.find-summary').textContent = summaries()[entry];
    markEnglish(find('.find-summary'), english.summaries, entry);
    show(find('.tag'), markOf(entry));
    show(find('.find-why'), whyOf(entry));
    const facts = find('.notes');
    for (const filter of shownFilters) addFact(facts, filter.shown, wordsFor(filter, filter.of.at(entry)));
    if (place) addFact(facts, say('distance'), distanceWords(entry));
    const reviewed = reviewedOf(entry);
    addFact(facts, say('checked'), reviewed ? dayWords(reviewed) : say('not_told'));
    if (window.localOfferKeep) result.append(window.localOfferKeep.buttonFor(nameOf(entry), title));
    return result;
  }

  /** On a page in another language, what nobody has translated is read out as English. */
  function markEnglish(element, those, entry) {
    if (!those.has(entry)) return;
    element.lang = 'en';
    element.dir = 'ltr';
  }

  function addFact(facts, label, text) {
    const isTold = text !== say('not_told');
    if (text) facts.append(make('li', '', `${label}: `, isTold ? text : make('span', 'not-told', text)));
  }

  function distanceWords(entry) {
    const value = placeOf.at(entry);
    const said = [];
    if (distances.far[value] < Infinity) said.push(postcodes.words(distances.far[value]));
    if (groupOf(entry) === 0 && distances.comes[value]) said.push(say('comes'));
    if (!said.length && groupOf(entry) === 0) said.push(say('not_told'));
    return said.join('; ');
  }

  function show(element, text) {
    element.textContent = text;
    element.hidden = !text;
  }

  const TIERS = ['in_title', 'in_summary', 'in_labels', 'in_details'];

  /** Why an entry is among the results: where the words stand, and which choices it meets. */
  function whyOf(entry) {
    const inTier = TIERS.map(() => []);
    for (const unit of answer.units) {
      const literal = unit.tokens.filter(({ scores }) => scores[entry]);
      const best = unit.alike.reduce((one, other) => (WORTH[other.scores[entry]] > (one ? WORTH[one.scores[entry]] : 0) ? other : one), null);
      for (const { asked, word, scores } of literal) {
        const found = say('quoted', { word });
        const told = asked === word ? found : say('as_spelled', { found, asked: say('quoted', { word: asked }) });
        inTier[SCORES[scores[entry]].tier].push(told);
      }
      if (best && literal.length < unit.tokens.length) {
        const found = say('quoted', { word: best.phrase });
        inTier[SCORES[best.scores[entry]].tier].push(say('as_alike', { found, asked: say('quoted', { word: unit.asked }) }));
      }
    }
    const reasons = inTier.map((found, tier) => (found.length ? say(TIERS[tier], { words: listed(found) }) : ''));
    for (const filter of filters) {
      for (const choice of narrowed(filter, question.chosen[filter.name])) {
        const isUsual = filter.choices[choice] === filter.default;
        const isMet = !isUsual && (filter.wide()[filter.of.at(entry)] || []).includes(choice);
        if (isMet) reasons.push(labelOf(filter.name, filter.choices[choice]));
      }
    }
    const said = reasons.filter(Boolean);
    return said.length ? say('why', { reasons: said.join('; ') }) : '';
  }

  // What the reader does.

  part('words').addEventListener('focus', fetchWords);

  form.addEventListener('input', (event) => {
    if (event.target === part('words')) changed('replaceState');
  });

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const isPostcode = document.activeElement === part('near');
    if (isPostcode) await locate(part('near').value, 'replaceState');
    else changed('replaceState');
    if (isPostcode && part('near-problem').textContent) part('near').focus();
    else heading.focus();
  });

  let lastChoice = { control: null, at: 0 };

  function choose(event) {
    const control = event.target;
    if (control === part('near')) {
      locate(control.value, 'pushState');
      return;
    }
    if (control === sortList) sortAsked = control.value;
    if (control.checked === false) writeForm(without(readForm(), control));
    // Going through the ages with the arrow keys is one choice, not twenty to go back through.
    const isSameList = control === lastChoice.control && control.type !== 'checkbox';
    const isGoingOn = isSameList && event.timeStamp - lastChoice.at < 1500;
    lastChoice = { control, at: event.timeStamp };
    changed(isGoingOn ? 'replaceState' : 'pushState');
  }

  // As soon as it is whole: what it offers then comes next in the order of the Tab key.
  part('near').addEventListener('input', ({ target }) => {
    if (POSTCODE.test(target.value)) locate(target.value, 'replaceState');
  });

  part('filters').addEventListener('change', choose);
  sortList.addEventListener('change', choose);

  moreButton.addEventListener('click', () => {
    const from = shown;
    shown += AT_ONCE;
    writeAddress('replaceState');
    showResults(from, shown);
    showMore();
    list.children[from].querySelector('a, .find-title').focus();
  });

  part('see').addEventListener('click', () => heading.focus());

  window.addEventListener('popstate', () => open());

  let typedBefore = part('words').value; // by a reader who was faster than this script

  /** Show what the address asks for, as many results as were shown when the reader left. */
  function open() {
    shown = (history.state && history.state.shown) || AT_ONCE;
    const wanted = readAddress();
    wanted.text = wanted.text || typedBefore;
    typedBefore = '';
    writeForm(wanted);
    if (wanted.near && postcodes) {
      part('near').value = wanted.near;
      part('within').value = wanted.chosen.within[0] || '';
      locate(wanted.near);
    } else if (answer || wanted.text || location.search) {
      update();
    } else {
      // The list is right as it stands, so the counts can wait until the page can be used.
      window.setTimeout(() => answer || update());
    }
  }

  part('filters').hidden = false;
  part('near-group').hidden = !postcodes;
  const columns = part('columns');
  if (part('ways')) columns.append(part('ways')); // with a search at hand, the lists to look through come last
  for (const plain of document.querySelectorAll('.find-plain')) plain.hidden = true;
  const isWide = window.matchMedia('(min-width: 60em)').matches;
  part('choices').open = isWide;
  open();
  for (const { fold, names } of folds) fold.open = allChosen().some(({ name }) => names.has(name));

  window.localOfferFind = {
    /** A promise that is kept when all words are here. */
    loadWords,
    search(asked) {
      const found = ask({ ...nothingChosen(), ...asked, chosen: { ...nothingChosen().chosen, ...asked.chosen } });
      return { ...found, counts: countChoices(filters, found) };
    },
    nameOf,
  };
})();
