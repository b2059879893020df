// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the site that the gateway serves:  node site.js SOURCES BUILD STAMP DEPFILE
//
//   FOLDER/index.html   → NAME.html, where NAME is the folder's; the portal has several (ADDRESSES)
//   FOLDER/**           → assets/FOLDER/**; a .scss without underscore becomes a .css
//   vendor              → assets/vendor/: what the pages use of node_modules, and nothing else
//
// Texts get a neighbour .gz. The site is put together beside the old one and takes its place whole.
import { createRequire } from 'node:module';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';

const [target, ...places] = [process.argv[4], ...process.argv.slice(2)];
const [sources, build, stamp, depfile] = places.map((name) => path.resolve(name));
const modules = path.join(build, 'node_modules');
const site = path.join(build, 'site.new');
const require = createRequire(path.join(modules, 'none.js'));
const sass = require('sass');
const read = new Set();

// Folders that hold no page and nothing that pages ask for.
const NOT_SERVED = new Set(['build', 'tests']);
// Pages with more than one address; what stands below an address leads there too.
const ADDRESSES = {
  portal: ['index', 'services', 'apply', 'book', 'appointments', 'applications', 'track', 'centres', 'verify', 'complaints'],
};
const TEXTS = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.txt']);
const COPIED = new Set([...TEXTS, '.woff2', '.png', '.ico', '.ogg', '.wav']);

const VENDOR = {
  'lit-html': ['lit-html.js', 'directive.js', 'directive-helpers.js', 'async-directive.js', 'directives/'],
  'uplot/dist': ['uPlot.esm.js', 'uPlot.min.css'],
  'uqr/dist': ['index.mjs'],
  'bpmn-js/dist': ['bpmn-navigated-viewer.production.min.js', 'assets/bpmn-js.css'],
  '@fontsource-variable/golos-text/files': ['golos-text-cyrillic-wght-normal.woff2',
    'golos-text-cyrillic-ext-wght-normal.woff2', 'golos-text-latin-wght-normal.woff2',
    'golos-text-latin-ext-wght-normal.woff2'],
};
const VENDOR_NAMES = { 'lit-html': 'lit-html', 'uplot/dist': 'uplot', 'uqr/dist': 'uqr', 'bpmn-js/dist': 'bpmn-js',
  '@fontsource-variable/golos-text/files': 'golos-text' };

function write(name, content) {
  const target = path.join(site, name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, content);
  if (!TEXTS.has(path.extname(name))) return;
  const packed = gzipSync(content, { level: 9 });
  if (packed.length < Buffer.byteLength(content)) fs.writeFileSync(`${target}.gz`, packed);
}

function walk(folder, visit) {
  read.add(folder); // a file that comes or goes changes it
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = path.join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) walk(full, visit);
    else visit(full);
  }
}

// Maps of sources are not shipped, so nothing may point at them.
const withoutMap = (text) => text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n');

function addVendor() {
  for (const [from, entries] of Object.entries(VENDOR)) {
    const base = path.join(modules, from);
    const add = (full) => {
      const name = path.join('assets/vendor', VENDOR_NAMES[from], path.relative(base, full)).replace(/mjs$/, 'js');
      if (path.extname(name) === '.js') write(name, withoutMap(fs.readFileSync(full, 'utf8')));
      else if (COPIED.has(path.extname(full))) write(name, fs.readFileSync(full));
    };
    for (const entry of entries) {
      if (!entry.endsWith('/')) { add(path.join(base, entry)); continue; }
      for (const name of fs.readdirSync(path.join(base, entry)))
        if (/^(?!unsafe)[a-z-]+\.js$/.test(name)) add(path.join(base, entry, name));
    }
  }
}

function addStyles(full, name) {
  const result = sass.compile(full, { style: 'compressed', loadPaths: [sources, modules], quietDeps: true });
  for (const url of result.loadedUrls) if (url.protocol === 'file:') read.add(url.pathname);
  write(name.replace(/scss$/, 'css'), result.css);
}

function addSource(full) {
  const inside = path.relative(sources, full);
  const name = path.join('assets', inside);
  read.add(full);
  if (path.basename(inside) === 'index.html') {
    const page = path.dirname(inside);
    for (const name of ADDRESSES[page] ?? [page]) write(`${name}.html`, fs.readFileSync(full));
  } else if (path.extname(full) === '.scss') {
    if (!path.basename(full).startsWith('_')) addStyles(full, name);
  } else if (COPIED.has(path.extname(full))) {
    write(name, fs.readFileSync(full));
  }
}

fs.rmSync(site, { recursive: true, force: true });
addVendor();
read.add(sources);
for (const entry of fs.readdirSync(sources, { withFileTypes: true }))
  if (entry.isDirectory() && !NOT_SERVED.has(entry.name)) walk(path.join(sources, entry.name), addSource);
const done = path.join(build, 'site');
fs.rmSync(done, { recursive: true, force: true });
fs.renameSync(site, done);
fs.writeFileSync(depfile, `${target}: ${[...read].map((name) => name.replace(/ /g, '\\ ')).join(' ')}\n`);
fs.writeFileSync(stamp, '');
