// What html-validate looks for in built pages, and why not for the rest.

export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // As the standard's own examples write it.
    "doctype-style": ["error", { style: "lowercase" }],
    // Since HTML 5 an id may begin with a digit: an update without one bears its time.
    "valid-id": ["error", { relaxed: true }],
    // How long a headline is, the newsroom decides.
    "long-title": "off",
    // All files are the site's own, under the digest of their content.
    "require-sri": "off",
    // An input without a type is one for text, as the standard has it.
    "no-implicit-input-type": "off",
  },
};
