/*
 * The forms that need no account. Nothing leaves the page until the reader sends it, and nothing is stored: what is
 * written stands in the form alone, and is gone when the form is cleared or the page is left.
 *
 * What is sent is plain text, the same in an email and in a file. A line such as "[phone] What is its phone number?" stands
 * before each answer; `local-offer intake` reads that (site_builder/editing/form_text.py).
 */
(function () {
  'use strict';

  const form = document.getElementById('ff');
  const { form: kind, council, facts: factsHome } = form.dataset;
  const at = (id) => document.getElementById(id);
  const sentences = at('ff-sentences').content;
  const say = (name) => sentences.querySelector(`[data-say="${name}"]`).textContent;
  const asks = Array.from(form.querySelectorAll('[data-ask]'));
  const send = at('ff-email');
  /* Longer addresses are cut off by some mail programs. */
  const LONGEST_MAIL = 1900;
  const LONGEST_LINE = 70;
  let entry = null;

  const controls = (ask) => Array.from(ask.querySelectorAll('input, textarea, select'));

  /** The answer as lines: words, or for each choice its words and, in round brackets, what it stands for. */
  function answerOf(ask) {
    return controls(ask)
      .filter((one) => !/^(radio|checkbox)$/.test(one.type) || one.checked)
      .map((one) => {
        const value = one.value.replace(/\r\n?/g, '\n').trim();
        const chosen = one.selectedOptions ? one.selectedOptions[0] : one;
        return value && chosen.dataset.label ? `${chosen.dataset.label} (${value})` : value;
      })
      .filter(Boolean)
      .join('\n');
  }

  /** What a reader wrote, without anything that could be taken for a mark of ours. */
  const harmless = (text) => text.replace(/\[(?=[a-z-]+( (was|now))?\])/g, '(');

  function mark(id, words) {
    const line = `[${id}] ${words}`;
    return line.length > LONGEST_LINE ? `[${id}]` : line;
  }

  /** Everything that is sent. */
  function text() {
    const page = at('ff-page').value;
    const parts = [`[note] ${say('note')}`, `[form] ${kind} ${council}`];
    if (page) parts.push(`[about-page] ${page}`);
    for (const ask of asks) {
      const answer = harmless(answerOf(ask));
      const { ask: id, said } = ask.dataset;
      const before = entry && id in entry.answers ? harmless(entry.answers[id]) : null;
      if (before === null ? !answer : same(ask, before)) continue;
      if (before === null || kind !== 'correction') parts.push('', mark(id, said), answer);
      else parts.push('', mark(`${id} was`, said), before || '-', mark(`${id} now`, said), answer || '-');
    }
    return [...parts, '', '[end]', ''].join('\n');
  }

  /** Whether the answer is still what the page says. */
  function same(ask, before) {
    const chosen = controls(ask).find((one) => one.checked);
    const now = controls(ask)[0].type === 'radio' ? (chosen ? chosen.value : '') : answerOf(ask);
    return now === before.replace(/\r\n?/g, '\n').trim();
  }

  /* Faults */

  function digits(text) {
    return Array.from(text.replace(/\D/g, ''), Number);
  }

  /* Numbers of one person, and birthdays. The council's own check knows more: see content/personal_data.py. */
  function looksPrivate(text) {
    const isHealthNumber = (found) => {
      const all = digits(found);
      const total = all.slice(0, 9).reduce((sum, one, index) => sum + one * (10 - index), 0);
      return (11 - (total % 11)) % 11 === all[9];
    };
    return (
      (text.match(/(?<![\d+])[1-9]\d{2}([ -]?)\d{3}\1\d{4}(?!\d)/g) || []).some(isHealthNumber) ||
      /\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?(\d\d ?){3}[A-D]\b/.test(text) ||
      /\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b/.test(text) ||
      /\b(born|birth|d\.?o\.?b\.?)\b[\s:,a-z]{0,20}\d{1,4}[ ./-]\w{1,9}[ ./-]\d{2,4}/i.test(text)
    );
  }

  function problemWith(ask) {
    const answer = answerOf(ask);
    if (!answer) return ask.dataset.needed || '';
    const [first] = controls(ask);
    if (first.inputMode === 'numeric' && !/^\d{1,3}$/.test(answer)) return say('number');
    return looksPrivate(answer) ? say('private') : '';
  }

  /** Show what is wrong beside each question and above all of them; whether the form can be sent. */
  function check() {
    const found = [];
    for (const ask of asks) {
      const problem = problemWith(ask);
      ask.querySelector('.ff-problem').textContent = problem;
      for (const one of controls(ask)) {
        if (problem) one.setAttribute('aria-invalid', 'true');
        else one.removeAttribute('aria-invalid');
      }
      if (problem) found.push([controls(ask)[0].id, problem]);
    }
    if (kind === 'correction' && !found.length && !/^\[(?!note|form|about-page|page|from|end)/m.test(text())) {
      const wrong = form.querySelector('[data-ask="wrong"]');
      wrong.querySelector('.ff-problem').textContent = say('nothing');
      found.push([controls(wrong)[0].id, say('nothing')]);
    }
    const box = at('ff-problems');
    box.replaceChildren();
    if (!found.length) return true;
    const heading = document.createElement('h2');
    heading.textContent = say('problems');
    const list = document.createElement('ul');
    for (const [id, words] of found) {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = `#${id}`;
      link.textContent = words;
      link.addEventListener('click', (event) => {
        event.preventDefault();
        at(id).focus();
      });
      item.append(link);
      list.append(item);
    }
    box.append(heading, list);
    box.focus();
    return false;
  }

  /* Ways to send */

  function tell(name) {
    at('ff-said').textContent = say(name);
    at('ff-said').focus();
  }

  function follow(address, file) {
    const link = document.createElement('a');
    link.href = address;
    if (file) link.download = file;
    form.append(link);
    link.click();
    link.remove();
  }

  function download() {
    // Windows' Notepad shows the end of a line only like this, in its older versions.
    const address = URL.createObjectURL(new Blob([text().replace(/\n/g, '\r\n')], { type: 'text/plain;charset=utf-8' }));
    follow(address, say('file'));
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  function mailAddress(body) {
    const fields = { subject: send.dataset.subject, body: body.replace(/\n/g, '\r\n') };
    const query = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return `mailto:${encodeURIComponent(send.dataset.to).replace(/%40/g, '@')}?${query.join('&')}`;
  }

  function email() {
    const whole = mailAddress(text());
    const isTooLong = whole.length > LONGEST_MAIL;
    if (isTooLong) download();
    at('ff-words').value = text();
    at('ff-copy').hidden = false;
    tell(isTooLong ? 'too-long' : 'emailed');
    follow(isTooLong ? mailAddress(say('attached')) : whole);
  }

  /** Empty the form, and forget what the page knew of it. */
  function clear() {
    form.reset();
    for (const ask of asks) {
      ask.querySelector('.ff-problem').textContent = '';
      controls(ask).forEach((one) => one.removeAttribute('aria-invalid'));
    }
    at('ff-problems').replaceChildren();
    at('ff-words').value = '';
    at('ff-copy').hidden = true;
    if (at('ff-text')) at('ff-text').value = '';
    at('ff-said').textContent = '';
    fillIn();
  }

  const way = (id, act) => {
    const button = at(id);
    if (button) button.addEventListener('click', () => check() && act());
  };
  form.querySelectorAll('[data-scripts]').forEach((one) => { one.hidden = false; });
  way('ff-email', email);
  way('ff-download', () => { download(); tell('downloaded'); });
  way('ff-print', () => { tell('printed'); window.print(); });
  at('ff-clear').addEventListener('click', () => { clear(); tell('cleared'); });
  form.addEventListener('submit', (event) => {
    const words = at('ff-text');
    if (words) words.value = text();
    // Where no address takes the form, its buttons send it.
    if (!words || !check()) event.preventDefault();
  });
  // Neither the way back nor a page that the browser kept shows what was written here.
  window.addEventListener('pagehide', clear);
  window.addEventListener('pageshow', (event) => { if (event.persisted) clear(); });

  /* Which page it is about: the address of the page is after the #, which is never sent to a server. */

  const about = decodeURIComponent(location.hash.slice(1));
  const entryId = (about.match(/^support\/([a-z0-9-]{1,80})\//) || [])[1];

  function fillIn() {
    at('ff-page').value = entryId || (/^[\w/.-]{1,200}$/.test(about) ? about : '');
    if (!entry) return;
    for (const ask of asks) {
      const { ask: id } = ask.dataset;
      if (id === 'page') controls(ask)[0].value = entry.title;
      else if (id in entry.answers) fill(ask, entry.answers[id]);
      else ask.hidden = kind === 'correction' && id !== 'wrong' && id !== 'from';
    }
  }

  function fill(ask, value) {
    for (const one of controls(ask)) {
      if (one.type === 'radio') one.checked = one.value === value;
      else one.value = value;
      one.lang = 'en-GB';
    }
  }

  window.localOfferFacts = (facts) => {
    if (facts.id !== entryId) return;
    entry = facts;
    fillIn();
    if (kind === 'correction') at('ff-loaded').textContent = say('loaded');
  };

  fillIn();
  if (entryId && factsHome) {
    const script = document.createElement('script');
    script.src = `${factsHome}support/${entryId}/answers.js`;
    document.head.append(script);
  }
})();
