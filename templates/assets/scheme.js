// @ts-check
// The scheme that the reader has chosen, before anything is painted: hence no module.

try {
  const chosen = localStorage.getItem("livegen-scheme");
  if (chosen) document.documentElement.dataset.scheme = chosen;
} catch {
  // A browser may forbid storage.
}
