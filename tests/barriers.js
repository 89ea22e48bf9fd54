/*
 * Barriers that axe-core does not see, on the page that is open. Each function returns a list of faults in words.
 * Only for tests: a site never carries this file.
 */
(() => {
  'use strict';

  const CONTROLS =
    'a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [tabindex]';
  const all = (selector, inside = document) => Array.from(inside.querySelectorAll(selector));

  const name = (one) => {
    const words = (one.innerText || one.value || one.getAttribute('aria-label') || '').trim().slice(0, 40);
    const mark = one.id ? `#${one.id}` : Array.from(one.classList, (each) => `.${each}`).join('');
    return `${one.tagName.toLowerCase()}${mark} “${words}”`;
  };

  /** Whether an element is drawn at all; what is cut down to a pixel is for screen readers only. */
  const isShown = (one) => {
    const box = one.getBoundingClientRect();
    return one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1 && box.height > 1;
  };

  /** What the Tab key has to reach; of the radio buttons of one group it reaches one. */
  const controls = () =>
    all(CONTROLS).filter(
      (one) =>
        !one.disabled &&
        one.tabIndex >= 0 &&
        one.type !== 'hidden' &&
        one.checkVisibility({ visibilityProperty: true }) &&
        !one.closest('[inert]')
    );
  const group = (one) => (one.type === 'radio' && one.name ? `radio ${one.name}` : one);

  // Keyboard

  const walked = [];
  let first = true;

  /** Nine points of a box, or of as much of it as is on the screen. */
  const points = (box) => {
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, document.documentElement.clientWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, window.innerHeight)];
    const along = [0.08, 0.5, 0.92].map((share) => left + (right - left) * share);
    const down = [0.12, 0.5, 0.88].map((share) => top + (bottom - top) * share);
    return right > left && bottom > top ? along.flatMap((x) => down.map((y) => [x, y])) : [];
  };

  /** Whether some point of an element is on the screen with nothing of another part of the page over it. */
  const isUncovered = (one) =>
    Array.from(one.getClientRects())
      .flatMap(points)
      .some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top !== null && (one.contains(top) || top.contains(one));
      });

  const stop = (event) => {
    if (event.key !== 'Tab') {
      return;
    }
    const here = document.activeElement;
    if (here && here !== document.body) {
      walked.push({ here, isShown: isShown(here), isUncovered: isUncovered(here) });
    }
  };

  const startWalk = (fromEnd) => {
    walked.length = 0;
    if (first) {
      // Only when a key is let go has the page scrolled to what got the focus.
      document.addEventListener('keyup', stop, true);
      first = false;
    }
    const every = controls();
    if (fromEnd && every.length) {
      every.at(-1).focus();
      walked.push({ here: every.at(-1), isShown: true, isUncovered: true });
    }
    return every.length;
  };

  const walk = (fromEnd) => {
    const reached = new Set(walked.map((one) => group(one.here)));
    const forMice = all('[onclick], [role=button], [role=link], [role=checkbox], [role=tab], [role=menuitem]');
    const faults = [...controls(), ...forMice.filter((one) => isShown(one) && one.tabIndex < 0)]
      .filter((one) => !reached.has(group(one)))
      .map((one) => `the keyboard does not reach ${name(one)}`);
    for (const one of walked) {
      if (!one.isShown) {
        faults.push(`the focus is on something that nobody sees: ${name(one.here)}`);
      } else if (!one.isUncovered) {
        faults.push(`what has the focus is covered or off the screen: ${name(one.here)}`);
      }
    }
    const start = fromEnd ? null : walked[0]?.here;
    const target = start?.hash ? document.getElementById(start.hash.slice(1)) : null;
    if (start !== undefined && !fromEnd && !(target && target.tagName === 'MAIN')) {
      faults.push(`the first stop is not a link to the main part: ${name(start)}`);
    }
    return faults;
  };

  // What the focus looks like: one control of each look

  const look = (one) =>
    [one.tagName, one.type || '', Array.from(one.classList).sort().join('.'),
      one.closest('header, nav, main, footer')?.tagName || ''].join(' ');

  const looks = (known) => {
    const seen = new Set(known);
    const found = [];
    for (const one of controls()) {
      if (!seen.has(look(one))) {
        seen.add(look(one));
        one.dataset.look = String(found.length);
        found.push(look(one));
      }
    }
    return found;
  };

  const focusOn = (number) => {
    const one = document.querySelector(`[data-look="${number}"]`);
    one.focus({ focusVisible: true });
    if (!one.matches(':focus-visible')) {
      throw new Error(`the browser does not show the focus on ${name(one)} as it does for a keyboard`);
    }
    const box = one.getBoundingClientRect();
    const around = 8;
    return {
      name: name(one),
      clip: {
        x: Math.max(0, box.x + window.scrollX - around),
        y: Math.max(0, box.y + window.scrollY - around),
        width: box.width + 2 * around,
        height: box.height + 2 * around,
        scale: 1,
      },
    };
  };

  const blur = () => document.activeElement.blur();

  /** How many pixels differ between two pictures by a contrast of 3 to 1 or more (WCAG 2.2, 1.4.11). */
  const changedPixels = async (before, after) => {
    const pixels = async (data) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      canvas.drawImage(bitmap, 0, 0);
      return canvas.getImageData(0, 0, bitmap.width, bitmap.height).data;
    };
    const [one, other] = [await pixels(before), await pixels(after)];
    const part = (value) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const light = (data, at) => 0.2126 * part(data[at]) + 0.7152 * part(data[at + 1]) + 0.0722 * part(data[at + 2]);
    let changed = 0;
    for (let at = 0; at < Math.min(one.length, other.length); at += 4) {
      const [low, high] = [light(one, at), light(other, at)].sort((a, b) => a - b);
      changed += (high + 0.05) / (low + 0.05) >= 3 ? 1 : 0;
    }
    return changed;
  };

  // Room

  /** Whether an element lies in a box that scrolls by itself. */
  const scroller = (one) => {
    for (let around = one.parentElement; around && around !== document.body; around = around.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(around).overflowX) && around.scrollWidth > around.clientWidth) {
        return around;
      }
    }
    return null;
  };

  const sideways = () => {
    const root = document.documentElement;
    const faults = [];
    if (root.scrollWidth > root.clientWidth) {
      const wide = all('body *').filter(
        (one) => isShown(one) && one.getBoundingClientRect().right > root.clientWidth + 1 && !scroller(one)
      );
      faults.push(`the page is ${root.scrollWidth} wide on ${root.clientWidth}: ${wide.slice(0, 2).map(name)}`);
    }
    for (const one of all('body *')) {
      const style = getComputedStyle(one);
      const scrolls = ['auto', 'scroll'].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
      if (scrolls && isShown(one) && one.tabIndex < 0) {
        faults.push(`only a mouse scrolls ${name(one)}`);
      }
      if (scrolls && isShown(one) && !one.querySelector('table') && one.tagName !== 'TABLE') {
        faults.push(`this is no table and has to be scrolled sideways: ${name(one)}`);
      }
    }
    return faults;
  };

  const cutOff = () =>
    all('body *')
      .filter((one) => {
        const style = getComputedStyle(one);
        const cuts = (value) => ['hidden', 'clip'].includes(value);
        const box = one.getBoundingClientRect();
        return (
          isShown(one) &&
          one.innerText?.trim() &&
          !['INPUT', 'SELECT', 'OPTION'].includes(one.tagName) &&
          ((cuts(style.overflowX) && one.scrollWidth > one.clientWidth + 1 && box.width > 2) ||
            (cuts(style.overflowY) && one.scrollHeight > one.clientHeight + 1 && box.height > 2))
        );
      })
      .map((one) => `words are cut off in ${name(one)}`);

  const stuck = () => {
    const high = all('body *')
      .filter((one) => {
        const style = getComputedStyle(one);
        // What sticks to a side only takes no height from the reader.
        const sticks = style.position === 'sticky' && (style.top !== 'auto' || style.bottom !== 'auto');
        return (style.position === 'fixed' || sticks) && isShown(one);
      })
      .map((one) => Math.min(one.getBoundingClientRect().height, window.innerHeight));
    const most = Math.max(0, ...high);
    return most > window.innerHeight / 3 ? [`something that stays takes ${most} of ${window.innerHeight}`] : [];
  };

  const space = () => {
    for (const one of all('body, body *')) {
      one.style.setProperty('line-height', '1.5', 'important');
      one.style.setProperty('letter-spacing', '0.12em', 'important');
      one.style.setProperty('word-spacing', '0.16em', 'important');
      if (one.tagName === 'P') {
        one.style.setProperty('margin-bottom', '2em', 'important');
      }
    }
  };

  const doubleText = () => { document.documentElement.style.fontSize = '200%'; };
  const usualText = () => { document.documentElement.style.fontSize = ''; };

  const openAll = () => all('details').forEach((one) => { one.open = true; });
  const closeAll = () => all('details').forEach((one) => { one.open = false; });

  // Targets

  const TARGETS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex]';

  /** What is pressed: a check box together with its label. */
  const area = (one) => {
    const boxes = [one, ...(one.labels || [])].filter(isShown).map((each) => each.getBoundingClientRect());
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    return {
      left, top,
      right: Math.max(...boxes.map((box) => box.right)),
      bottom: Math.max(...boxes.map((box) => box.bottom)),
    };
  };

  const isInLine = (one) => {
    const around = one.closest('p, li, dd, dt, td, th, label, span, small, figcaption, h1, h2, h3, h4');
    return (
      getComputedStyle(one).display === 'inline' &&
      Boolean(around) && around !== one &&
      around.innerText.trim().length > one.innerText.trim().length
    );
  };

  const smallTargets = () => {
    const every = all(TARGETS)
      .filter((one) => !one.disabled && isShown(one) && one.id !== 'main' && !scrollsByKeyboard(one))
      .map((one) => ({ one, box: area(one) }));
    const isSmall = ({ box }) => box.right - box.left < 23.9 || box.bottom - box.top < 23.9;
    const middle = ({ box }) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const isNear = (small, other) => {
      const [x, y] = middle(small);
      if (isSmall(other)) {
        const [otherX, otherY] = middle(other);
        return Math.hypot(x - otherX, y - otherY) < 24;
      }
      const across = Math.max(other.box.left - x, 0, x - other.box.right);
      const along = Math.max(other.box.top - y, 0, y - other.box.bottom);
      return Math.hypot(across, along) < 12;
    };
    return every
      .filter((small) => isSmall(small) && !isInLine(small.one))
      .filter((small) => every.some((other) => other !== small && !other.one.contains(small.one) && isNear(small, other)))
      .map(({ one }) => `less than 24 pixels and near another: ${name(one)}`);
  };

  /** A box that is only reached so that it can be scrolled is nothing to press. */
  const scrollsByKeyboard = (one) => one.getAttribute('role') === 'region';

  const LARGE =
    'header a, header summary, nav a, summary, button, .tool, .choices a, .letters a, .entry-link, .way h2 a, #find-results h3 a';

  const lowTargets = () =>
    all(LARGE)
      .filter((one) => isShown(one) && !one.classList.contains('skip') && one.getBoundingClientRect().height < 43.9)
      .map((one) => `${Math.round(one.getBoundingClientRect().height)} pixels high, and not 44: ${name(one)}`);

  // Announcements, motion, paper, memory

  const liveRegions = () =>
    all('[role=status], [role=alert], [role=log], [aria-live], output').flatMap((one) => {
      const faults = [];
      if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('[aria-hidden=true]')) {
        faults.push(`a screen reader will not hear ${name(one)}: it is not there before it speaks`);
      }
      if (one.getAttribute('aria-live') === 'assertive' || one.getAttribute('role') === 'alert') {
        faults.push(`this interrupts who listens: ${name(one)}`);
      }
      return faults;
    });

  const motion = () =>
    all('*').flatMap((one) =>
      ['', '::before', '::after']
        .filter((part) => {
          const style = getComputedStyle(one, part || null);
          const lasts = (value) => value.split(',').some((each) => parseFloat(each) > 0.01);
          const moves = (lasts(style.transitionDuration) && style.transitionProperty !== 'none') ||
            (lasts(style.animationDuration) && style.animationName !== 'none');
          return moves || style.scrollBehavior === 'smooth';
        })
        .map((part) => `this moves for who asked for less motion: ${name(one)}${part}`)
    );

  const print = () => {
    const faults = all('header .tools, .skip, .crumbs, .foot nav')
      .filter(isShown)
      .map((one) => `a menu is printed: ${name(one)}`);
    faults.push(
      ...all('main details')
        .filter((one) => isShown(one) && all(':scope > :not(summary)', one).some((inside) => !inside.checkVisibility()))
        .map((one) => `what is closed is not printed: ${name(one)}`)
    );
    if (!all('main h1').some(isShown)) {
      faults.push('the heading is not printed');
    }
    return faults;
  };

  const kept = async () => {
    const faults = [];
    if (document.cookie || localStorage.length || sessionStorage.length) {
      faults.push('something is stored');
    }
    if ((await indexedDB.databases()).length || (self.caches && (await caches.keys()).length)) {
      faults.push('a store is made');
    }
    const asked = performance.getEntriesByType('resource').map((one) => one.name);
    return [...faults, ...asked.filter((one) => new URL(one).origin !== location.origin).map((one) => `asks ${one}`)];
  };

  const headings = () => {
    const levels = all('h1, h2, h3, h4, h5, h6').map((one) => Number(one.tagName[1]));
    const faults = levels.filter((level) => level === 1).length === 1 ? [] : [`headings of the first level: ${levels}`];
    levels.forEach((level, at) => {
      if (at && level - levels[at - 1] > 1) {
        faults.push(`a heading of level ${level} after one of level ${levels[at - 1]}`);
      }
    });
    return faults;
  };

  window.barriers = {
    startWalk, walk, looks, focusOn, blur, changedPixels, sideways, cutOff, stuck, space, doubleText, usualText,
    openAll, closeAll,
    smallTargets, lowTargets, liveRegions, motion, print, kept, headings,
  };
})();
