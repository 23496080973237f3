// The page of a preview keeps up with its sources, and shows what is wrong with them.
//
// The server says how this page looks now, whenever that changes and whenever a connection
// begins; so a tab that slept, or whose server was gone, needs no other way to catch up.

/**
 * @typedef {[href: string, digest: string]} Loaded
 * @typedef {{page: string, around: string, loads: Loaded[], styles: Loaded[]}} Look
 * @typedef {Look & {errors: string[]}} News
 */

const OWN = "/_livegen/";
const MARK = "⚠ ";
const LONGEST_WAIT = 5000;

const own = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-look]"));
/** @type {Look} */
let look = JSON.parse(own.dataset.look ?? "{}");

/** @type {WebSocket | undefined} */
let socket;
let wait = 250;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;
let leaving = false;
/** @type {string[]} */
let wrong = [];

restore();
connect();
addEventListener("pagehide", disconnect);
addEventListener("pageshow", (event) => event.persisted && connect());
addEventListener("online", reconnect);
document.addEventListener("visibilitychange", () => document.hidden || reconnect());
document.addEventListener("livegen:changed", () => mark(wrong.length > 0));
document.addEventListener("keydown", (event) => event.key === "Escape" && panel() && close());

// ---------------------------------------------------------------- listening

function connect() {
  clearTimeout(retry);
  leaving = false;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const at = encodeURIComponent(location.pathname + location.search);
  const opened = new WebSocket(`${scheme}//${location.host}${OWN}changes?at=${at}`);
  socket = opened;
  opened.onopen = () => (wait = 250);
  opened.onmessage = (event) => keepUp(JSON.parse(event.data));
  opened.onclose = () => {
    if (opened !== socket || leaving) return;
    retry = setTimeout(connect, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  };
}

/** Try at once, unless the connection stands: someone looks at the page again. */
function reconnect() {
  if (socket?.readyState === WebSocket.CLOSED) connect();
}

/** A page with an open connection could not be kept for the way back. */
function disconnect() {
  leaving = true;
  clearTimeout(retry);
  socket?.close();
}

// ---------------------------------------------------------------- keeping up

/** @param {News} news */
function keepUp(news) {
  tell(news.errors);
  if (news.page !== look.page && !takenIn(news)) return void reload();
  if (JSON.stringify(news.styles) !== JSON.stringify(look.styles)) restyle(news.styles);
  look = news;
}

/** True if the page takes in by itself all that has changed, as any open page of a story does.
 * @param {News} news */
function takenIn(news) {
  if (!news.around || news.around !== look.around) return false;
  const now = new Map(news.loads);
  // A picture under its old address: nothing in the page says that it is another one.
  if (look.loads.some(([href, digest]) => (now.get(href) ?? digest) !== digest)) return false;
  return !document.dispatchEvent(new CustomEvent("livegen:look", { cancelable: true }));
}

/** Load the page anew where it is, if there is a server to load it from. */
async function reload() {
  if (leaving) return;
  leaving = true;
  try {
    await fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual" });
  } catch {
    leaving = false;
    socket?.close();
    return;
  }
  remember();
  location.reload();
}

/** Put each style sheet that changed beside its former, which goes once the new one is there.
 * @param {Loaded[]} now */
function restyle(now) {
  now.forEach(([href, digest], at) => {
    const [before, known] = look.styles[at];
    if (href === before && digest === known) return;
    const old = sheets().find((link) => written(link) === before);
    if (!old) return;
    const link = /** @type {HTMLLinkElement} */ (old.cloneNode());
    link.dataset.livegenHref = href;
    // By a new address: what was loaded for this page, a browser may keep as long as it stays.
    link.href = href + (href.includes("?") ? "&" : "?") + digest;
    link.onload = link.onerror = () => old.remove();
    delete old.dataset.livegenHref;
    old.dataset.livegenOld = "";
    old.after(link);
  });
}

/** @returns {HTMLLinkElement[]} */
function sheets() {
  return [...document.querySelectorAll("link")].filter(
    (link) => link.relList.contains("stylesheet") && link.dataset.livegenOld === undefined,
  );
}

/** The href of a style sheet as the page has it.
 * @param {HTMLLinkElement} link */
function written(link) {
  return link.dataset.livegenHref ?? link.getAttribute("href");
}

// ---------------------------------------------------------------- staying in place

/** Note where the reader is, and which details are open, for the page that comes. */
function remember() {
  const open = details().map((element) => element.open);
  keep("place", { at: location.href, x: scrollX, y: scrollY, open });
}

function restore() {
  const place = kept("place");
  keep("place", null);
  if (place?.at !== location.href) return;
  const now = details();
  if (now.length === place.open.length) {
    now.forEach((element, at) => (element.open = place.open[at]));
  }
  const back = () => scrollTo({ left: place.x, top: place.y, behavior: "instant" });
  back();
  // Pictures without a size move what is below them. Who has scrolled since is left alone.
  const restored = scrollY;
  addEventListener("load", () => scrollY === restored && back(), { once: true });
}

function details() {
  return [...document.querySelectorAll("details")];
}

/** @param {string} name @returns {any} */
function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(`livegen-${name}`) ?? "null");
  } catch {
    return null; // a browser may forbid storage, or a page of the site may use the name
  }
}

/** @param {string} name @param {unknown} value */
function keep(name, value) {
  try {
    sessionStorage.setItem(`livegen-${name}`, JSON.stringify(value));
  } catch {
    // then the page begins at its top
  }
}

// ---------------------------------------------------------------- what is wrong

/** Show the errors; what was closed comes back with the next new one.
 * @param {string[]} errors */
function tell(errors) {
  mark(errors.length > 0);
  panel()?.remove();
  wrong = errors;
  const closed = kept("closed") ?? [];
  keep("closed", closed.filter((/** @type {string} */ error) => errors.includes(error)));
  if (errors.every((error) => closed.includes(error))) return;
  const host = element("livegen-errors", { popover: "manual" });
  const sheet = element("link", { rel: "stylesheet", href: `${OWN}preview.css` });
  host.attachShadow({ mode: "open" }).append(sheet, list(errors));
  document.documentElement.append(host);
  host.showPopover?.(); // above all that the page puts on top of itself
}

/** @returns {HTMLElement | null} */
function panel() {
  return document.querySelector("livegen-errors");
}

function close() {
  keep("closed", wrong);
  panel()?.remove();
}

/** @param {boolean} wrong */
function mark(wrong) {
  const title = document.title.replaceAll(MARK, "");
  if (wrong || document.title !== title) document.title = (wrong ? MARK : "") + title;
}

/** @param {string[]} errors @returns {HTMLElement} */
function list(errors) {
  const count = errors.length === 1 ? "One error" : `${errors.length} errors`;
  const button = element("button", { type: "button" }, "Close");
  button.addEventListener("click", close);
  const top = element("div", { class: "top" });
  const alert = element("div", { role: "alert" });
  alert.append(element("h2", { id: "what" }, `${count} in the sources`));
  top.append(alert, button);
  const items = element("ol", { tabindex: "0", "aria-labelledby": "what" });
  items.append(...errors.map(item));
  const section = element("section", { role: "dialog", "aria-labelledby": "what" });
  section.append(top, items);
  return section;
}

/** One error as it is written on a terminal: where and what, excerpt, hint.
 * @param {string} error @returns {HTMLElement} */
function item(error) {
  const [first, ...rest] = error.split("\n");
  const [, where, what] = first.match(/^(.*?): error: (.*)$/) ?? ["", "", first];
  const shown = element("li", {});
  shown.append(element("code", { class: "where" }, where), element("p", {}, what));
  const [line, marks] = rest;
  if (/^ *\d+ \| /.test(line ?? "") && /^ *\| *\^+$/.test(marks ?? "")) {
    shown.append(excerpt(line, marks));
    rest.splice(0, 2);
  }
  const more = rest.join("\n").replace(/^ +hint: /, "Hint: ");
  if (more) shown.append(element("p", { class: "hint" }, more));
  return shown;
}

/** @param {string} line @param {string} marks @returns {HTMLElement} */
function excerpt(line, marks) {
  // By characters as Python counts them: one that takes two units of a string is one.
  const characters = [...line];
  const from = marks.indexOf("^");
  const to = marks.length;
  const shown = element("pre", {});
  shown.append(
    characters.slice(0, from).join(""),
    element("mark", {}, characters.slice(from, to).join("") || " "),
    characters.slice(to).join(""),
  );
  return shown;
}

/** @param {string} name @param {Record<string, string>} attributes @param {string} [text]
 * @returns {HTMLElement} */
function element(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}
