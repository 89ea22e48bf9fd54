/*
 * The words of "Find support": an index of what entries say, asked by words, synonyms and near spellings.
 *
 * localOfferEntries gives titles, summaries and labels, which are indexed here; localOfferSynonyms what means the same;
 * words.js what else is on the pages (site_builder/pages/search_words.py writes the last two). Nothing here knows the
 * page.
 */
(function () {
  'use strict';

  const stemOf = window.localOfferStem;

  const [TITLES, SUMMARIES, LABELS, DETAILS] = [0, 1, 2, 3]; // the tiers

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
  const A_PART = 256; // lines or words between two looks at the clock
  const NO_SYNONYMS = { ignored: [], linking: [], same: [], asked: [], same_keys: [], asked_keys: [], longest: 1 };
  const ASCII = /^[\x00-\x7f]*$/; // eslint-disable-line no-control-regex

  // Words ------------------------------------------------------------------------------------------------------------

  /** The words of a text as they are searched; words_of in search_words.py does the same. */
  function wordsOf(text) {
    if (ASCII.test(text)) return text.toLowerCase().replace(/['`]/g, '').match(/[a-z0-9]{2,}|[0-9]/g) || [];
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

  const plain = new Map(); // what each sign that is not ASCII is folded into

  /** A sign as words are folded: without its accent, and a space in place of what is no letter or number. */
  function plainSign(sign) {
    let found = plain.get(sign);
    if (found === undefined) {
      found = sign.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}\x00-\x7f]/gu, ' ').toLowerCase();
      plain.set(sign, found);
    }
    return found;
  }

  // The signs of English writing part words as they are. The browser goes through a text for each sign that has to be
  // put in place of another, so they stay, and few others are left.
  const ENGLISH = /^[\x00-\x7f£–—“”…]*$/; // eslint-disable-line no-control-regex
  const FOREIGN = /[^\x00-\x7f£–—“”…]/gu; // eslint-disable-line no-control-regex

  /**
   * Lines in which words can be found: folded as words are, with all that parts them being no letter. The browser goes
   * through them as a whole, which is many times faster than line by line.
   */
  function foldedText(lines) {
    const text = lines.toLowerCase().replace(/['’‘ʼ`]/g, '').replace(/_/g, ' ');
    return ENGLISH.test(text) ? text : text.replace(FOREIGN, plainSign);
  }

  /** Tell of each word of a folded text that begins with one of `beginnings`: what(word, where it stands, its line). */
  function eachWord(text, beginnings, what) {
    const begun = beginnings.sort((a, b) => a.length - b.length).join('|');
    const pattern = ENGLISH.test(text)
      ? new RegExp(`\\b(?:${begun})[a-z0-9]*`, 'g')
      : new RegExp(`(?<![\\p{L}\\p{N}])(?:${begun})[\\p{L}\\p{N}]*`, 'gu');
    let line = 0;
    let end = text.indexOf('\n');
    for (const { 0: word, index } of text.matchAll(pattern)) {
      while (end >= 0 && end < index) {
        line += 1;
        end = text.indexOf('\n', end + 1);
      }
      what(word, index, line);
    }
  }

  /**
   * The letters that every form of a word begins with: its stem, of which a last letter may be its own (hop-ing, hope).
   * The more letters, the fewer words have to be stemmed.
   */
  function beginningOf(stemmed) {
    if (stemmed.length < 3) return stemmed;
    return stemmed.slice(0, /^.ie$/.test(stemmed) ? 1 : -1); // d-ying, die
  }

  // What words.js says, unpacked -------------------------------------------------------------------------------------

  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const valueOf = new Uint8Array(128);
  for (let value = 0; value < DIGITS.length; value += 1) valueOf[DIGITS.charCodeAt(value)] = value;

  /** The words that _shortened wrote. */
  function wholeWords(shortened) {
    let last = '';
    return shortened.split(' ').map((one) => (last = last.slice(0, Number(one[0])) + one.slice(1)));
  }

  /** The numbers that _letters wrote, each in so many letters. */
  function numbersIn(letters, width) {
    const numbers = new Uint32Array(letters.length / width);
    let at = 0;
    for (let place = 0; place < numbers.length; place += 1) {
      let number = 0;
      for (let left = width; left > 0; left -= 1) {
        number = number * 64 + valueOf[letters.charCodeAt(at)];
        at += 1;
      }
      numbers[place] = number;
    }
    return numbers;
  }

  /** The numbers that _count_letters wrote. */
  function counts(letters) {
    const found = [];
    let number = 0;
    let shift = 0;
    for (let place = 0; place < letters.length; place += 1) {
      const value = valueOf[letters.charCodeAt(place)];
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

  /**
   * What words.js says, for texts of `total` entries. Words are in order, in blocks, each of which is unpacked when one of
   * its words is asked for. from(beginning) gives the words that begin so, blocks() all words, block by block, each as
   * {word, labels, details, block, place}: in how many labels and details it stands. at(word) tells where: entry * 4 + tier.
   */
  function readDetails(file, total) {
    const packed = file.words ? file.words.split('\n') : [];
    const labels = file.labels.split(' ');
    const details = file.details.split(' ');
    const starts = file.starts.split(' ');
    const blocks = packed.map(() => null);
    const lists = packed.map(() => null);
    let bytes = null;
    let bitAt = 0;
    const bit = () => (bytes.charCodeAt(bitAt >> 3) >> (7 - (bitAt++ & 7))) & 1;

    function wordsIn(block) {
      if (!blocks[block]) {
        const [inLabels, inDetails] = [counts(labels[block]), counts(details[block])];
        blocks[block] = wholeWords(packed[block]).map((word, place) => (
          { word, labels: inLabels[place], details: inDetails[place], block, place }
        ));
      }
      return blocks[block];
    }

    /** The next list that _rice_bits wrote. */
    function next(count, tier, into) {
      const mean = Math.floor(total / count);
      const low = 31 - Math.clz32(Math.max(1, Math.floor((mean * 69) / 100)));
      let last = -1;
      for (let left = count; left > 0; left -= 1) {
        let gap = 0;
        while (bit()) gap += 1;
        for (let bits = low; bits > 0; bits -= 1) gap = gap * 2 + bit();
        last += gap + 1;
        into.push(last * 4 + tier);
      }
    }

    function at({ block, place }) {
      if (!lists[block]) {
        bytes = bytes || atob(file.entries);
        bitAt = parseInt(starts[block], 36);
        lists[block] = wordsIn(block).map((one) => {
          const found = [];
          if (one.labels) next(one.labels, LABELS, found);
          if (one.details) next(one.details, DETAILS, found);
          return found;
        });
      }
      return lists[block][place];
    }

    /** The first word of a block, which has nothing to share letters with. */
    function firstOf(block) {
      const end = packed[block].indexOf(' ');
      return packed[block].slice(1, end < 0 ? undefined : end);
    }

    function from(beginning) {
      let [low, high] = [0, packed.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (firstOf(middle) < beginning) low = middle + 1;
        else high = middle;
      }
      const found = [];
      for (let block = Math.max(0, low - 1); block < packed.length; block += 1) {
        if (block >= low && !firstOf(block).startsWith(beginning)) break;
        found.push(...wordsIn(block).filter(({ word }) => word.startsWith(beginning)));
      }
      return found;
    }

    function* everyBlock() {
      for (let block = 0; block < packed.length; block += 1) yield wordsIn(block);
    }

    return { from, at, blocks: everyBlock };
  }

  // Synonyms ---------------------------------------------------------------------------------------------------------

  /** What localOfferSynonyms says, and the numbers of the groups that each phrase is in, by its stems. */
  function readSynonyms(file) {
    const ignored = new Set(file.ignored);
    const linking = new Set(file.linking);
    const keyOf = (phrase) => wordsOf(phrase).filter((word) => !linking.has(word)).map(stem).join(' ');
    const groupsOf = new Map();
    file.same_keys.forEach((keys, group) => {
      for (const key of keys.concat(file.asked_keys[group])) {
        const known = groupsOf.get(key);
        if (known) known.push(group);
        else groupsOf.set(key, [group]);
      }
    });
    let words = null;
    /** All words of the phrases; they are only needed when one may be misspelt. */
    function everyWord() {
      words = words || new Set([...file.same, ...file.asked].flat().flatMap(wordsOf));
      return words;
    }
    return { ...file, ignored, linking, keyOf, groupsOf, everyWord };
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

  /** Lines to look through; `of` has for each entry the number of its line, and is nothing where each has its own. */
  const readTier = (tier, lines, of = null) => ({ tier, text: foldedText(lines), of });

  /** Labels, each of which stands in many entries: `texts`, and `of`, the number of its text for each entry. */
  const readLabels = ({ texts, of }) => readTier(LABELS, texts.map((text) => text.replace(/\n/g, ' ')).join('\n'), of);

  /**
   * What can be asked about the titles and the summaries of all entries, one a line.
   *
   * Nothing is made of them beforehand, so that the first answer is there soon: each new word is looked for in them,
   * and what was found is kept. addLabels(labels) adds labels, each list as {texts, of}, `of` being the number of its
   * text for each entry; addDetails(file) adds what words.js says; complete() does without, where it cannot be
   * had. learn(mayGoOn) makes ready what misspelt words take. match(text) gives the units of a question, words or phrases that belong together: {asked, tokens: [{word,
   * asked, scores, isCommon}], alike: [{phrase, scores}]}. `word` is what was looked for where `asked` is misspelt;
   * scores have a number for each entry, 0 where it has none of it; see SCORES.
   */
  function makeIndex({ total, titles, summaries }, synonymsFile) {
    const synonyms = readSynonyms(synonymsFile || NO_SYNONYMS);
    // In each layer what was found, by key (a stem, or the stems of a phrase) or `beginning*`: [entry * 4 + tier].
    const layers = [{ tiers: [readTier(TITLES, titles), readTier(SUMMARIES, summaries)], found: new Map() }];
    const foundInDetails = new Map();
    let details = { from: () => [], at: () => [], blocks: () => [] };
    let common = new Set();
    let dictionary = null; // what learnWords() makes
    let learning = null;
    let isComplete = false;

    function addLabels(labels) {
      layers.push({ tiers: labels.map(readLabels), found: new Map() });
    }

    function addDetails(file) {
      details = readDetails(file, total);
      common = new Set(file.common.split(' ').filter((word) => word && !word.includes('_')).map(stem));
      foundInDetails.clear();
      complete();
    }

    /** From now on, words that are nowhere may be misspelt. */
    function complete() {
      isComplete = true;
      dictionary = null;
      learning = null;
    }

    /** Look for what is not known yet, all in one go: `keys` are stems or those of phrases, `beginning` a word. */
    function look(keys, beginning) {
      const all = Array.from(new Set(keys));
      for (const layer of layers) lookIn(layer, all, beginning);
    }

    function lookIn({ tiers, found }, keys, beginning) {
      const wanted = new Map(); // by first stem
      for (const key of keys) {
        if (found.has(key)) continue;
        found.set(key, []);
        const steps = key.split(' ');
        if (!wanted.has(steps[0])) wanted.set(steps[0], []);
        wanted.get(steps[0]).push({ steps, at: found.get(key) });
      }
      const isNew = beginning && !found.has(`${beginning}*`);
      if (isNew) found.set(`${beginning}*`, []);
      const stemmed = Array.from(wanted.keys(), beginningOf);
      const beginnings = isNew ? [...stemmed, beginning] : stemmed;
      if (!beginnings.length) return;
      const every = Array.from(new Set(beginnings));
      for (const { tier, text, of } of tiers) {
        const lines = new Map(); // by list of what is found, the lines that have it, where many entries share a line
        const sort = (word, start, line) => {
          const add = (at) => {
            if (!of) at.push(line * 4 + tier);
            else if (lines.has(at)) lines.get(at).add(line);
            else lines.set(at, new Set([line]));
          };
          const mayBeWanted = stemmed.some((one) => word.startsWith(one));
          for (const { steps, at } of (mayBeWanted && wanted.get(stem(word))) || []) {
            if (steps.length === 1 || goesOn(text, start, steps)) add(at);
          }
          if (isNew && word.startsWith(beginning)) add(found.get(`${beginning}*`));
        };
        eachWord(text, every, sort);
        for (const [at, having] of lines) {
          for (let entry = 0; entry < total; entry += 1) if (having.has(of[entry])) at.push(entry * 4 + tier);
        }
      }
    }

    /** Where what was looked for stands, in lists of entry * 4 + tier. */
    function placesOf(key) {
      if (!foundInDetails.has(key)) {
        foundInDetails.set(key, key.endsWith('*') ? beginningInDetails(key.slice(0, -1)) : inDetails(key));
      }
      return [...layers.map(({ found }) => found.get(key)), foundInDetails.get(key)];
    }

    const isAnywhere = (key) => placesOf(key).some((list) => list.length > 0);

    /** Whether a phrase stands at a place in a text, within its line. */
    function goesOn(text, start, steps) {
      const line = text.slice(start, start + 200).split('\n', 1)[0];
      const row = wordsOf(line).filter((word) => !synonyms.linking.has(word));
      return steps.every((step, place) => row[place] !== undefined && stem(row[place]) === step);
    }

    /** Where words.js says that a word or a phrase stands. */
    function inDetails(key) {
      const steps = key.split(' ');
      const isMeant = ({ word }) => {
        const isPhrase = word.includes('_');
        if (isPhrase !== steps.length > 1) return false;
        return (isPhrase ? synonyms.keyOf(word.replaceAll('_', ' ')) : stem(word)) === key;
      };
      return details.from(beginningOf(steps[0])).filter(isMeant).flatMap(details.at);
    }

    function beginningInDetails(beginning) {
      return details.from(beginning).filter(({ word }) => !word.includes('_')).flatMap(details.at);
    }

    const nothing = () => new Uint8Array(total);

    /** Raise the score of every entry that has what was looked for. */
    function score(key, how, scores) {
      const first = firstScore(how);
      for (const list of placesOf(key)) {
        for (const one of list) {
          const entry = one >> 2;
          const here = first + (one & 3);
          if (WORTH[here] > WORTH[scores[entry]]) scores[entry] = here;
        }
      }
    }

    function scoresOf(token) {
      const scores = nothing();
      score(token.stem, 'whole', scores);
      if (token.isLast) score(`${token.word}*`, 'beginning', scores);
      return scores;
    }

    /**
     * Finds the words that a misspelt one may be, with the letters in them and how many entries have them: a part at a
     * time, because all of them take longer than a reader should wait.
     */
    function* learnWords() {
      const words = new Map();
      const add = (word, times) => words.set(word, (words.get(word) || 0) + times);
      for (const word of synonyms.everyWord()) if (!synonyms.ignored.has(word)) words.set(word, 0);
      yield;
      for (const { text, of } of layers.flatMap(({ tiers }) => tiers)) {
        const timesOf = of && new Uint32Array(total);
        if (of) of.forEach((line) => (timesOf[line] += 1));
        const lines = text.split('\n');
        for (let line = 0; line < lines.length; line += 1) {
          for (const word of lines[line].match(ASCII.test(lines[line]) ? /[a-z]{3,}/g : /\p{L}{3,}/gu) || []) {
            if (!synonyms.ignored.has(word)) add(word, of ? timesOf[line] : 1);
          }
          if (line % A_PART === 0) yield;
        }
      }
      for (const inBlock of details.blocks()) {
        for (const { word, labels, details: others } of inBlock) if (!word.includes('_')) add(word, labels + others);
        yield;
      }
      const known = [];
      for (const [word, count] of words) {
        known.push({ word, count, letters: lettersIn(word) });
        if (known.length % A_PART === 0) yield;
      }
      dictionary = known;
    }

    /** Go on learning words as long as mayGoOn() says so; whether there is nothing left to learn. */
    function learn(mayGoOn) {
      if (!isComplete) return false;
      learning = learning || learnWords();
      while (!dictionary && mayGoOn()) learning.next();
      return dictionary !== null;
    }

    function known() {
      learn(() => true);
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
      if (isAnywhere(key) || synonyms.groupsOf.has(key) || common.has(key) || synonyms.everyWord().has(word)) return true;
      return isLast && isAnywhere(`${word}*`);
    }

    /** The words of a question, each misspelt one with the word it may be. */
    function readTokens(text) {
      const asked = wordsOf(text);
      const tokens = asked.map((word, place) => (
        { asked: word, word, stem: stem(word), isLast: place === asked.length - 1 }
      ));
      look(tokens.map((token) => token.stem), asked[asked.length - 1]);
      const read = tokens.map((token) => {
        if (!isComplete || synonyms.ignored.has(token.word) || /\d/.test(token.word) || isKnown(token)) return token;
        const meant = nearest(token.word);
        return meant ? { ...token, word: meant, stem: stem(meant), isLast: false } : token;
      });
      look(read.map((token) => token.stem));
      return read;
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
      const others = new Map();
      for (const group of synonyms.groupsOf.get(key) || []) {
        synonyms.same_keys[group].forEach((other, at) => {
          if (other !== key) others.set(other, synonyms.same[group][at]);
        });
      }
      look(others.keys());
      return Array.from(others)
        .filter(([other]) => isAnywhere(other))
        .map(([other, phrase]) => {
          const scores = nothing();
          score(other, 'alike', scores);
          return { phrase, scores };
        });
    }

    return { addLabels, addDetails, complete, learn, match };
  }

  window.localOfferFindWords = { wordsOf, stem, beginningOf, numbersIn, makeIndex, SCORES, WORTH };
})();
