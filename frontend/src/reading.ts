// How it reads: a choice shows at once on this page; it is stored when the form is sent.

const form = document.querySelector<HTMLFormElement>("[data-reading]");

form?.addEventListener("change", (event) => {
  const { name, value } = event.target as HTMLInputElement;
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
});
