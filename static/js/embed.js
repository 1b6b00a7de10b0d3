/* Tells the page around how high the map is, so that its frame can follow.

   The message goes to "*": it is a number and no secret, the browser shows this page only to hosts that may frame it,
   and the referrer, which could name the host, is kept back by many. Whoever listens is to check where it comes from. */

if (window.parent !== window) {
  let last = 0;
  // the body and not the document: a document is never lower than its frame, and the frame could then never shrink
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === last) return;
    last = height;
    window.parent.postMessage({ type: "hytemap:height", height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
}
