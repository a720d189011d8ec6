/* A table that is wider than its place can be scrolled by keys: the theme puts it into a frame of its own, which no key reaches. */
const reach = () => {
  for (const frame of document.querySelectorAll(".md-typeset__scrollwrap")) {
    if (frame.scrollWidth <= frame.clientWidth) {
      frame.removeAttribute("tabindex")
      frame.removeAttribute("role")
      frame.removeAttribute("aria-label")
    } else if (!frame.hasAttribute("tabindex")) {
      const heads = [...frame.querySelectorAll("th")].map((one) => one.textContent.trim()).filter(Boolean)
      frame.setAttribute("tabindex", "0")
      frame.setAttribute("role", "region")
      frame.setAttribute("aria-label", `Table: ${heads.join(", ")}`)
    }
  }
}
new MutationObserver(reach).observe(document.querySelector("article") ?? document.body, { childList: true, subtree: true })
addEventListener("resize", reach)
addEventListener("load", reach)
