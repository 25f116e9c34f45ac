// What every page of the console does: copying citations, single-key shortcuts, their dialog.
// Without this file every page still works; what needs it is hidden until it has run.

const KEYS_OFF = "planqa-staff-single-keys-off";
const status = document.getElementById("status");
const dialog = document.getElementById("keys");
let clearing = 0;

/** Say something once: shown for a while and read by screen readers. */
export function say(words) {
  status.textContent = words;
  clearTimeout(clearing);
  clearing = setTimeout(() => { status.textContent = ""; }, 6000);
}

/** Copy words to the clipboard and say so. */
export async function copy(words, said) {
  say((await toClipboard(words)) ? said : document.documentElement.dataset.copyFailed);
}

async function toClipboard(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    // No clipboard over plain http: the old way still works there.
    const field = document.createElement("textarea");
    field.value = words;
    field.className = "hidden";
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus();
    return done;
  }
}

/** Whether somebody is typing, so that a key is a letter and no command. */
export function typing(event) {
  const target = event.target;
  return event.isComposing || event.ctrlKey || event.metaKey || event.altKey
    || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");
}

function singleKeys() {
  try { return localStorage.getItem(KEYS_OFF) === null; } catch { return true; }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button.dataset.copy, button.dataset.said);
  if (event.target.closest("[data-keys]")) dialog.showModal();
});

document.addEventListener("keydown", (event) => {
  if (typing(event) || dialog.open || !singleKeys()) return;
  if (event.key === "?") {
    event.preventDefault();
    dialog.showModal();
  } else if (event.key === "/") {
    event.preventDefault();
    const field = document.getElementById("q");
    if (field) field.focus(); else location.assign("/staff");
  }
});

const box = document.getElementById("single-keys");
if (box) {
  box.checked = singleKeys();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(KEYS_OFF); else localStorage.setItem(KEYS_OFF, "1");
    } catch { /* No storage: the choice holds until the page is left. */ }
  });
}

for (const element of document.querySelectorAll(".js")) element.hidden = false;
