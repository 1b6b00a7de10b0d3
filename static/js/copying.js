// Buttons that copy the address beside them. Without this script the addresses can be chosen and copied by hand.
const told = document.getElementById("copying-told");

async function copied(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // browsers give the clipboard to pages under https only; the old way works everywhere
    return document.execCommand("copy");
  }
}

for (const list of document.querySelectorAll(".addresses")) {
  for (const button of list.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const row = button.closest("li");
      const done = await copied(row.querySelector("input"));
      told.textContent = done
        ? list.dataset.copied.replace("{name}", row.querySelector("a").textContent)
        : list.dataset.failed;
    });
  }
}
