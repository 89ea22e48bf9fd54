/*
 * Where a postcode is, and whose area it is in. The postcode itself never leaves the page: only the file of its first
 * letters is loaded (assets/postcodes/BS.js: site_builder/pages/postcode_data.py writes them), and only when a reader
 * has typed it. `_postcode.html` puts this script on a page, with the words it says.
 *
 * window.localOfferPostcode:
 *   find(text)     a promise, never refused, of one of
 *                    {found: true, sector, latitude, longitude, authorities: [{code, name, percent}]}
 *                    {found: false, why, typed}, why: 'empty', 'incomplete', 'malformed', 'unknown' or 'unreachable'
 *   problem(found) the sentence that tells a reader why a postcode was not found
 *   miles(a, b)    how far two points {latitude, longitude} are from each other, in miles, as the crow flies
 *   words(miles)   a distance as it is said: 'about 2 miles'
 */
(function () {
  'use strict';

  const EARTH_RADIUS_MILES = 3958.8;
  const SECTOR = /^(([A-Z]{1,2})[0-9][A-Z0-9]?)([0-9])$/;
  const START = /^[A-Z]{1,2}[0-9][A-Z0-9]?([0-9][A-Z]?)?$/;
  // What is easily typed for another sign: in most places of a postcode only one of them can stand.
  const TAKEN_FOR = { 0: 'O', O: '0', 1: 'IL', I: '1', L: '1' };

  const says = document.currentScript.dataset;
  const areas = new Set(says.areas.split(' '));
  const files = new Map();

  /** The file of a postcode area, loaded at most once; null where it cannot be had. */
  function load(area) {
    if (!files.has(area)) {
      files.set(area, new Promise((resolve) => {
        const script = document.createElement('script');
        script.src = `${says.folder}${area}.js`;
        script.onload = () => resolve((window.localOfferPostcodes || {})[area] || null);
        script.onerror = () => {
          files.delete(area); // so that the next try asks again
          script.remove();
          resolve(null);
        };
        document.head.append(script);
      }));
    }
    return files.get(area);
  }

  /** Every way to read `signs`, as they were typed first. */
  function readings(signs) {
    return Array.from(signs).reduce(
      (begun, sign) => begun.flatMap((start) => [sign, ...(TAKEN_FOR[sign] || '')].map((one) => start + one)),
      [''],
    );
  }

  /** The sectors that a text may mean, as it was typed first: most texts mean one at most. */
  function sectorsIn(signs) {
    if (!/[A-Z]{2}$/.test(signs)) return [];
    return readings(signs.slice(0, -2))
      .map((start) => SECTOR.exec(start))
      .filter((sector) => sector)
      .map(([, district, area, digit]) => ({ area, name: `${district} ${digit}` }));
  }

  /** Why a text that names no sector of ours does not. */
  function faultOf(signs) {
    if (!signs) return 'empty';
    if (sectorsIn(signs).length) return 'unknown';
    // BS1, BS14 (a district, or a sector), BS14D
    return /[0-9]/.test(signs) && readings(signs).some((one) => START.test(one)) ? 'incomplete' : 'malformed';
  }

  async function find(text) {
    const typed = text.trim();
    const signs = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
    const meant = sectorsIn(signs).filter(({ area }) => areas.has(area));
    if (!meant.length) return { found: false, why: faultOf(signs), typed };
    const known = [];
    for (const { area, name } of meant) {
      const file = await load(area);
      if (!file) return { found: false, why: 'unreachable', typed };
      const facts = file.sectors[name];
      if (facts) known.push({ name, facts, file });
      if (facts && name === meant[0].name) break; // What was typed is a postcode as it stands.
    }
    if (known.length !== 1) return { found: false, why: 'unknown', typed };
    const [{ name, facts, file }] = known;
    const [latitude, longitude, ...shares] = facts;
    const authorities = [];
    for (let place = 0; place < shares.length; place += 2) {
      const [code, council] = file.authorities[shares[place]];
      authorities.push({ code, name: council, percent: shares[place + 1] });
    }
    return { found: true, sector: name, latitude, longitude, authorities };
  }

  function problem({ why, typed }) {
    return says[why].replace('{typed}', () => typed);
  }

  function miles(one, other) {
    const radians = (degrees) => (degrees * Math.PI) / 180;
    const half =
      Math.sin(radians(other.latitude - one.latitude) / 2) ** 2 +
      Math.cos(radians(one.latitude)) *
        Math.cos(radians(other.latitude)) *
        Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
    return 2 * EARTH_RADIUS_MILES * Math.asin(Math.sqrt(Math.min(1, half)));
  }

  const language = document.documentElement.lang;
  let formOf = null; // made when the first distance is said: it takes a browser long
  const milesByForm = new Map();

  function milesSentence(number) {
    if (!formOf) {
      formOf = new Intl.PluralRules(language);
      for (const [sample, sentence] of Object.entries(JSON.parse(says.miles))) {
        milesByForm.set(formOf.select(Number(sample)), sentence);
      }
    }
    return milesByForm.get(formOf.select(number)) || milesByForm.get('other');
  }

  function words(distance) {
    if (distance < 0.5) return says.less;
    if (distance < 0.75) return says.half;
    const number = Math.round(distance);
    return milesSentence(number).replace('{number}', number.toLocaleString(language));
  }

  window.localOfferPostcode = { find, problem, miles, words };
})();
