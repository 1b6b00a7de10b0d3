/* The page that waits for a sheet: asks for it again and shows how far it is. Without this script the page loads anew. */

const waiting = document.querySelector(".waiting");

function arm() {
  const seconds = Number(waiting.dataset.again);
  if (seconds) setTimeout(ask, seconds * 1000);
}

async function ask() {
  const stop = new AbortController();
  try {
    const answer = await fetch(location.href, { signal: stop.signal });
    if (answer.status === 200) {
      // the browser fetches it itself, to show it or to save it
      stop.abort();
      ready();
      return;
    }
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // a network that fails once: what is shown still holds
  }
  arm();
}

function show(page) {
  const made = page.querySelector(".waiting");
  // what cannot be printed after all is said by a page of another kind
  if (!made) {
    const main = document.querySelector("main");
    main.replaceChildren(...page.querySelector("main").childNodes);
    // whoever listens hears that it is another page now
    main.focus();
    document.title = page.title;
    delete waiting.dataset.again;
    return;
  }
  document.title = page.title;
  waiting.querySelector("h1").textContent = made.querySelector("h1").textContent;
  // said aloud only when it is something new
  const told = waiting.querySelector("#told"), says = made.querySelector("#told").textContent;
  if (told.textContent !== says) told.textContent = says;
  waiting.querySelector("#progress").replaceChildren(...made.querySelector("#progress").childNodes);
  if (made.dataset.again) waiting.dataset.again = made.dataset.again;
  else delete waiting.dataset.again;
}

/* a sheet that is saved leaves this page standing */
function ready() {
  waiting.querySelector("#told").textContent = waiting.dataset.ready;
  waiting.querySelector("#progress").replaceChildren();
  waiting.querySelector("#again").textContent = waiting.dataset.open;
  location.replace(location.href);
}

if (waiting) arm();
