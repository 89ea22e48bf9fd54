/*
 * Pagefind's own interface for scripts, on a page with nothing else: the least that a site could do with it. It starts
 * to load when the page opens, shows each of the first twenty results as soon as it is here, and waits for no pause in
 * typing. Filters and their counts are fetched when the page is opened with ?filters. In the page of Find support it
 * has that page's field and list, and no filters.
 */
import * as pagefind from './pagefind/pagefind.js';

const PAGE = 20;
const part = (id) => document.getElementById(id) || document.getElementById(`find-${id}`);
const withFilters = location.search === '?filters';
let asked = 0;

function show(at, { url, meta, excerpt }) {
  const link = document.createElement('a');
  link.href = url;
  link.textContent = meta.title;
  const text = document.createElement('p');
  text.innerHTML = excerpt;
  at.append(link, text);
}

function showCounts(filters) {
  const items = [];
  for (const [name, values] of Object.entries(filters)) {
    for (const [value, count] of Object.entries(values)) {
      const item = document.createElement('li');
      item.textContent = `${name} ${value} (${count})`;
      items.push(item);
    }
  }
  part('counts').replaceChildren(...items);
}

async function ask() {
  asked += 1;
  const mine = asked;
  const [name, value] = part('filter') ? part('filter').value.split(':') : [];
  const options = name ? { filters: { [name]: value } } : {};
  const found = await pagefind.search(part('words').value || null, options);
  if (mine !== asked) return;
  part('results').replaceChildren();
  if (withFilters) showCounts(found.filters);
  for (const result of found.results.slice(0, PAGE)) {
    const place = document.createElement('div');
    part('results').append(place);
    result.data().then((data) => {
      if (mine !== asked) return;
      const item = document.createElement('li');
      item.className = 'found find-result';
      show(item, data);
      place.replaceWith(item);
    });
  }
}

for (const id of ['form', 'filters']) {
  if (part(id)) part(id).hidden = false;
}
part('words').addEventListener('input', ask);
if (part('filter')) part('filter').addEventListener('change', ask);
pagefind.init();
if (withFilters) {
  pagefind.filters().then((filters) => {
    part('filter').append(new Option('', ''));
    for (const [name, values] of Object.entries(filters)) {
      for (const value of Object.keys(values)) part('filter').append(new Option(value, `${name}:${value}`));
    }
    showCounts(filters);
    document.body.id = 'filters-are-here';
  });
}
