// @ts-check
// Loads the comments of an Isso server once the reader asks for them, and nothing of it before.

const ask = /** @type {HTMLElement} */ (document.querySelector(".comments-ask"));
const button = /** @type {HTMLButtonElement} */ (ask.querySelector("button"));
const failed = /** @type {HTMLElement} */ (document.querySelector(".comments-failed"));
const thread = /** @type {HTMLElement} */ (document.querySelector("#isso-thread"));

button.addEventListener("click", () => {
  failed.hidden = true;
  button.disabled = true;
  document.body.append(isso(button.dataset.server ?? "", button.dataset.style ?? ""));
});

ask.hidden = false;
// Mails and feeds of Isso lead to a comment that is not there yet.
if (location.hash.startsWith("#isso-")) {
  button.focus();
}

/**
 * Return Isso's own script, which fills `#isso-thread`.
 * @param {string} server
 * @param {string} style the address of the theme's style sheet for it
 */
function isso(server, style) {
  const script = document.createElement("script");
  script.src = `${server}/js/embed.min.js`;
  script.dataset.isso = server;
  script.dataset.issoLang = document.documentElement.lang;
  script.dataset.issoCssUrl = style;
  // Isso draws avatars with inline styles, which the page's policy keeps out.
  script.dataset.issoAvatar = "false";
  script.addEventListener("load", shown);
  script.addEventListener("error", () => refused(script));
  return script;
}

/** The button goes, so the focus goes on to what it brought. */
function shown() {
  ask.hidden = true;
  thread.focus();
}

/** @param {HTMLScriptElement} script */
function refused(script) {
  script.remove();
  failed.hidden = false;
  button.disabled = false;
  button.focus();
}
