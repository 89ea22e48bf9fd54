/*
 * The words of "Find support": an index of what entries say, asked by words, synonyms and near spellings.
 *
 * entries.js gives titles, summaries and labels, which are indexed here; synonyms.js what means the same; words.js what
 * else is on the pages (site_builder/pages/search_words.py writes the last two). Nothing here knows the page.
 */
(function () {
  'use strict';

  const stemOf = window.localOfferStem;

  const LABELS = 2; // the tiers: title, summary, labels, details
  const DETAILS = 3;

  // How a word was found, and what that is worth in each tier. A score is the number of one of these, from 1.
  const HOW = [
    { how: 'whole', worth: [36, 20, 12, 4] },
    { how: 'alike', worth: [24, 14, 9, 3] },
    { how: 'beginning', worth: [18, 10, 6, 2] },
  ];
  const SCORES = [
    { worth: 0 },
    ...HOW.flatMap(({ how, worth }) => worth.map((one, tier) => ({ how, tier, worth: one }))),
  ];
  const firstScore = (how) => SCORES.findIndex((score) => score.how === how);
  const WORTH = SCORES.map(({ worth }) => worth);
  const MOST_WORDS = 12;

  // Words ------------------------------------------------------------------------------------------------------------

  /** The words of a text as they are searched; words_of in search_words.py does the same. */
  function wordsOf(text) {
    // eslint-disable-next-line no-control-regex
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase().replace(/['`]/g, '').match(/[a-z0-9]{2,}|[0-9]/g) || [];
    const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/['’‘ʼ`]/g, '');
    const found = folded.match(/[\p{L}\p{N}]+/gu) || [];
    return found.filter((word) => word.length > 1 || /\p{N}/u.test(word));
  }

  const stems = new Map();

  function stem(word) {
    let found = stems.get(word);
    if (found === undefined) {
      found = stemOf(word);
      stems.set(word, found);
    }
    return found;
  }

  // What words.js says, unpacked -------------------------------------------------------------------------------------

  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const valueOf = new Map(Array.from(DIGITS, (letter, value) => [letter, value]));

  /** The words that _shortened wrote. */
  function wholeWords(shortened) {
    let last = '';
    return shortened.split(' ').filter(Boolean).map((one) => (last = last.slice(0, Number(one[0])) + one.slice(1)));
  }

  /** The numbers that _count_letters wrote. */
  function counts(letters) {
    const found = [];
    let number = 0;
    let shift = 0;
    for (const letter of letters) {
      const value = valueOf.get(letter);
      number += (value & 31) << shift;
      if (value > 31) {
        shift += 5;
      } else {
        found.push(number);
        number = 0;
        shift = 0;
      }
    }
    return found;
  }

  /** Reads the lists of entries that _rice_bits wrote one after another. */
  function unpacked(base64, total) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    let at = 0;
    const bit = () => (bytes[at >> 3] >> (7 - (at++ & 7))) & 1;
    return function next(count) {
      const mean = Math.floor(total / count);
      const low = 31 - Math.clz32(Math.max(1, Math.floor((mean * 69) / 100)));
      const numbers = new Array(count);
      let last = -1;
      for (let place = 0; place < count; place += 1) {
        let gap = 0;
        while (bit()) gap += 1;
        for (let left = low; left > 0; left -= 1) gap = gap * 2 + bit();
        last += gap + 1;
        numbers[place] = last;
      }
      return numbers;
    };
  }

  // Synonyms ---------------------------------------------------------------------------------------------------------

  /** The groups that each phrase is in, by its stems; and the phrases of several words, by their first stem. */
  function readSynonyms(file) {
    const ignored = new Set(file.ignored);
    const linking = new Set(file.linking);
    const keyOf = (phrase) => wordsOf(phrase).filter((word) => !linking.has(word)).map(stem).join(' ');
    const groups = file.same.map((phrases) => phrases.map((phrase) => ({ phrase, key: keyOf(phrase) })));
    const groupsOf = new Map();
    const byFirst = new Map();
    const words = new Set();
    groups.forEach((group, number) => {
      const asked = file.asked[number].map((phrase) => ({ phrase, key: keyOf(phrase) }));
      for (const { phrase, key } of [...group, ...asked]) {
        if (!groupsOf.has(key)) groupsOf.set(key, []);
        groupsOf.get(key).push(number);
        for (const word of wordsOf(phrase)) words.add(word);
      }
      for (const { key } of group) {
        const steps = key.split(' ');
        if (steps.length === 1) continue;
        if (!byFirst.has(steps[0])) byFirst.set(steps[0], new Map());
        byFirst.get(steps[0]).set(key, steps);
      }
    });
    const longest = Math.max(1, ...Array.from(groupsOf.keys(), (key) => key.split(' ').length));
    return { ignored, linking, groups, groupsOf, byFirst, words, longest };
  }

  // Spelling ---------------------------------------------------------------------------------------------------------

  const mostEdits = (word) => (word.length < 4 ? 0 : word.length < 6 ? 1 : word.length < 9 ? 2 : 3);

  function lettersIn(word) {
    let mask = 0;
    for (const letter of word) mask |= 1 << (letter.charCodeAt(0) % 31);
    return mask;
  }

  function ones(mask) {
    let count = 0;
    for (let left = mask; left; left &= left - 1) count += 1;
    return count;
  }

  /** How many letters have to be changed, added, dropped or swapped with the next; more than `most` if they are more. */
  function edits(one, other, most) {
    let before = [];
    let above = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let row = 1; row <= one.length; row += 1) {
      const here = [row];
      let least = row;
      for (let place = 1; place <= other.length; place += 1) {
        const isSame = one[row - 1] === other[place - 1];
        let cost = Math.min(above[place] + 1, here[place - 1] + 1, above[place - 1] + (isSame ? 0 : 1));
        if (row > 1 && place > 1 && one[row - 1] === other[place - 2] && one[row - 2] === other[place - 1]) {
          cost = Math.min(cost, before[place - 2] + 1);
        }
        here.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = above;
      above = here;
    }
    return above[other.length];
  }

  // The index --------------------------------------------------------------------------------------------------------

  /**
   * An index of `texts`: for each entry its title, its summary and its labels.
   *
   * addDetails(file) adds what words.js says; complete() does without, where it cannot be had. match(text) gives the units of a question, words or phrases that belong
   * together: {asked, tokens: [{word, asked, scores, isCommon}], alike: [{phrase, scores}]}. `word` is what was looked
   * for where `asked` is misspelt; scores have a number for each entry, 0 where it has none of it; see SCORES.
   */
  function makeIndex(texts, synonymsFile) {
    const synonyms = readSynonyms(synonymsFile || { ignored: [], linking: [], same: [], asked: [] });
    const records = new Map(); // by stem, or by the stems of a phrase: {word, isPhrase, at: [entry * 4 + tier]}
    let common = new Set();
    let dictionary = null;
    let isComplete = false;

    function recordOf(key, word, isPhrase) {
      let record = records.get(key);
      if (!record) {
        record = { word, isPhrase, at: [] };
        records.set(key, record);
      }
      return record;
    }

    function add(record, entry, tier) {
      const last = record.at[record.at.length - 1];
      if (last === undefined || last >> 2 !== entry) record.at.push(entry * 4 + tier);
    }

    texts.forEach((ofEntry, entry) => ofEntry.forEach((text, tier) => {
      const row = [];
      for (const word of wordsOf(text)) {
        const key = stem(word);
        if (!synonyms.ignored.has(word)) add(recordOf(key, word, false), entry, tier);
        if (!synonyms.linking.has(word)) row.push(key);
      }
      row.forEach((first, place) => {
        for (const [key, steps] of synonyms.byFirst.get(first) || []) {
          if (steps.every((step, further) => row[place + further] === step)) {
            add(recordOf(key, key, true), entry, tier);
          }
        }
      });
    }));

    function addDetails(file) {
      const labels = counts(file.labels);
      const details = counts(file.details);
      const next = unpacked(file.entries, texts.length);
      wholeWords(file.words).forEach((word, place) => {
        const isPhrase = word.includes('_');
        const kept = isPhrase ? word.split('_').filter((one) => !synonyms.linking.has(one)) : [word];
        const record = recordOf(kept.map(stem).join(' '), word, isPhrase);
        if (!isPhrase) record.word = word;
        if (labels[place]) for (const entry of next(labels[place])) record.at.push(entry * 4 + LABELS);
        if (details[place]) for (const entry of next(details[place])) record.at.push(entry * 4 + DETAILS);
      });
      common = new Set(file.common.split(' ').filter((word) => word && !word.includes('_')).map(stem));
      complete();
    }

    /** From now on, words that are nowhere may be misspelt. */
    function complete() {
      isComplete = true;
      dictionary = null;
    }

    const nothing = () => new Uint8Array(texts.length);

    /** Raise the score of every entry that a record names. */
    function score(record, how, scores) {
      const first = firstScore(how);
      for (const at of record.at) {
        const entry = at >> 2;
        const here = first + (at & 3);
        if (WORTH[here] > WORTH[scores[entry]]) scores[entry] = here;
      }
    }

    function scoresOf(token) {
      const scores = nothing();
      const record = records.get(token.stem);
      if (record) score(record, 'whole', scores);
      if (token.isLast) for (const one of beginningWith(token.word)) score(one, 'beginning', scores);
      return scores;
    }

    function beginningWith(word) {
      const found = [];
      for (const record of records.values()) if (!record.isPhrase && record.word.startsWith(word)) found.push(record);
      return found;
    }

    /** The words that a misspelt one may be, with the letters in them and how many entries have them. */
    function known() {
      if (!dictionary) {
        const words = new Map();
        for (const word of synonyms.words) if (!synonyms.ignored.has(word)) words.set(word, 0);
        for (const { word, isPhrase, at } of records.values()) if (!isPhrase) words.set(word, at.length);
        dictionary = Array.from(words, ([word, count]) => ({ word, count, letters: lettersIn(word) }));
      }
      return dictionary;
    }

    /** The word that a misspelt one is nearest to; of those as near, one with the same first letter, then the most used. */
    function nearest(word) {
      const letters = lettersIn(word);
      let best = null;
      let most = mostEdits(word);
      for (const one of known()) {
        if (Math.abs(one.word.length - word.length) > most || ones(one.letters ^ letters) > 2 * most) continue;
        const distance = edits(word, one.word, most);
        const startsAlike = one.word[0] === word[0];
        if (distance > most || (distance > 2 && !startsAlike)) continue;
        const rank = [distance, startsAlike ? 0 : 1, -one.count];
        const difference = best ? rank.map((own, place) => own - best.rank[place]).find(Boolean) : -1;
        if (difference < 0) {
          best = { word: one.word, rank };
          most = distance;
        }
      }
      return best && best.word;
    }

    function isKnown({ word, stem: key, isLast }) {
      if (records.has(key) || synonyms.groupsOf.has(key) || synonyms.words.has(word) || common.has(key)) return true;
      return isLast && beginningWith(word).length > 0;
    }

    /** The words of a question, each misspelt one with the word it may be. */
    function readTokens(text) {
      const asked = wordsOf(text);
      return asked.map((word, place) => {
        const token = { asked: word, word, stem: stem(word), isLast: place === asked.length - 1 };
        if (!isComplete || synonyms.ignored.has(word) || /\d/.test(word) || isKnown(token)) return token;
        const meant = nearest(word);
        return meant ? { ...token, word: meant, stem: stem(meant), isLast: false } : token;
      });
    }

    function match(text) {
      const tokens = readTokens(text);
      const isWanted = ({ asked }) => !synonyms.ignored.has(asked);
      const row = tokens.filter(({ asked }) => !synonyms.linking.has(asked));
      const units = [];
      for (let place = 0; place < row.length; ) {
        let length = Math.min(synonyms.longest, row.length - place);
        const keyOf = () => row.slice(place, place + length).map((token) => token.stem).join(' ');
        while (length > 1 && !synonyms.groupsOf.has(keyOf())) length -= 1;
        const inside = row.slice(place, place + length).filter(isWanted);
        if (inside.length) units.push({ key: keyOf(), tokens: inside });
        place += length;
      }
      if (!units.length && tokens.length) {
        const last = tokens[tokens.length - 1];
        units.push({ key: last.stem, tokens: [last] });
      }
      return units.slice(0, MOST_WORDS).map((unit) => ({
        asked: unit.tokens.map((token) => token.word).join(' '),
        tokens: unit.tokens.map((token) => ({ ...token, scores: scoresOf(token), isCommon: common.has(token.stem) })),
        alike: alikeTo(unit.key),
      }));
    }

    /** The phrases that mean the same as one, and stand in some entry. */
    function alikeTo(key) {
      const found = new Map();
      for (const group of synonyms.groupsOf.get(key) || []) {
        for (const other of synonyms.groups[group]) {
          const record = records.get(other.key);
          if (other.key === key || found.has(other.key) || !record) continue;
          const scores = nothing();
          score(record, 'alike', scores);
          found.set(other.key, { phrase: other.phrase, scores });
        }
      }
      return Array.from(found.values());
    }

    return { addDetails, complete, match };
  }

  window.localOfferFindWords = { wordsOf, stem, makeIndex, SCORES, WORTH };
})();
