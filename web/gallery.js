// What the pages can do with a script, and do without one, too: every address works by itself.
//
// "/" goes to the search, "j" and "k" to the next and previous row, Enter opens it, "c" copies the
// first command.

const rows = () => [...document.querySelectorAll("[data-row]")];
let current = -1;

function select(step) {
  const all = rows();
  if (all.length === 0) return;
  all[current]?.classList.remove("current");
  current = Math.min(Math.max(current + step, 0), all.length - 1);
  const row = all[current];
  row.classList.add("current");
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("a")?.focus({ preventScroll: true });
}

async function copy(button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch {
    // Without HTTPS a browser keeps the clipboard to itself: select the command instead.
    const code = button.parentElement.querySelector("code");
    getSelection().selectAllChildren(code);
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = before; }, 1500);
}

// A person who writes means letters by letters.
const isWriting = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isWriting(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "/") {
    document.getElementById("search").focus();
    event.preventDefault();
  } else if (event.key === "j") {
    select(1);
  } else if (event.key === "k") {
    select(-1);
  } else if (event.key === "c") {
    const button = document.querySelector(".copy");
    if (button) copy(button);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".copy");
  if (button) copy(button);
});

// What is of use only with this script.
for (const element of document.querySelectorAll(".copy, .keys")) element.hidden = false;

// Times in the reader's own zone.
for (const time of document.querySelectorAll("time")) {
  const date = new Date(time.dateTime);
  time.title = time.textContent;
  time.textContent = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
