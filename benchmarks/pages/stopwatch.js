/*
 * Goes into a page before its own scripts, types as a reader does, and says when what is on the screen has changed.
 * It knows of a page only what `contender` says: `field`, where words go; `result`, what answers them; `watched`, what
 * changes with them; `asks_again`, whether a page forgets what is typed before it is ready.
 */
function stopwatch(contender, words) {
  'use strict';

  const PAGE = 20; // results that a reader sees at once
  const QUIET_MS = 300;
  const NOTHING_MS = 5000; // when nothing has changed for so long, nothing will
  const LONGEST_MS = 60000;
  const shown = () => document.querySelectorAll(contender.result).length;

  const wait = (ms) => new Promise((done) => window.setTimeout(done, ms));

  function fieldToUse() {
    const field = document.querySelector(contender.field);
    return field && !field.closest('[hidden]') ? field : null;
  }

  function type(text) {
    const field = fieldToUse();
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true, key: text.slice(-1) }));
  }

  /** From opening the page to the first result and to a page of them, in ms since the visit began. */
  async function coldVisit() {
    if (document.readyState === 'loading') {
      await new Promise((done) => document.addEventListener('DOMContentLoaded', done));
    }
    while (!fieldToUse()) await wait(1);
    const visit = { typed: performance.now(), first: null, page: null, results: 0, origin: performance.timeOrigin };
    await new Promise((done) => {
      let timer = 0;
      function look() {
        const now = shown();
        if (now > visit.results) {
          void document.body.offsetHeight; // the browser has worked out where everything stands
          visit.page = performance.now();
          visit.first = visit.first === null ? visit.page : visit.first;
          visit.results = now;
          clearTimeout(timer);
          timer = window.setTimeout(finish, now >= PAGE ? 0 : 1000);
        }
      }
      const observer = new MutationObserver(look);
      function finish() {
        observer.disconnect();
        done();
      }
      observer.observe(document.documentElement, { childList: true, subtree: true, characterData: true });
      timer = window.setTimeout(finish, contender.patience_ms);
      if (words) type(words);
      if (contender.asks_again) {
        (async () => {
          while (visit.first === null && performance.now() < LONGEST_MS) {
            await wait(20);
            if (visit.first === null) type(words);
          }
        })();
      }
    });
    return visit;
  }

  /** Do something, and wait until what is watched stands still: ms until its last change was laid out. */
  async function timed(act) {
    let last = null;
    const observer = new MutationObserver(() => {
      void document.body.offsetHeight;
      last = performance.now();
    });
    for (const one of document.querySelectorAll(contender.watched)) {
      observer.observe(one, { childList: true, subtree: true, characterData: true, attributes: true });
    }
    const start = performance.now();
    act();
    do {
      await wait(50);
    } while (performance.now() - (last === null ? start + NOTHING_MS : last) < QUIET_MS);
    observer.disconnect();
    return { done: last === null ? null : last - start, results: shown() };
  }

  window.stopwatchVisit = coldVisit();
  window.stopwatchType = (text) => timed(() => type(text));
  window.stopwatchChoose = (selector, value) =>
    timed(() => {
      const control = document.querySelector(selector);
      if (control.type === 'checkbox') {
        control.click();
      } else {
        control.value = value;
        control.dispatchEvent(new Event('change', { bubbles: true }));
      }
    });
}
