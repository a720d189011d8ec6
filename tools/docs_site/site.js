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

/* What a search found stands in a tree of its own, which no style of the page reaches: paths stand out by 3.4 to 1 there, and no key reaches the list that has to be scrolled. */
const paths = new CSSStyleSheet()
paths.replaceSync('menu[id$="-path"] { color: rgb(var(--color-foreground) / .75) }')
const reachFound = (tree) => {
  for (const list of tree.querySelectorAll('[role="listbox"]')) {
    list.parentElement.setAttribute("tabindex", "0")
    list.parentElement.setAttribute("role", "region")
    list.parentElement.setAttribute("aria-label", "What was found")
  }
}
const reachTree = () => {
  for (const { shadowRoot: tree } of document.body.children) {
    if (tree && !tree.adoptedStyleSheets.includes(paths)) {
      tree.adoptedStyleSheets.push(paths)
      new MutationObserver(() => reachFound(tree)).observe(tree, { childList: true, subtree: true })
      reachFound(tree)
    }
  }
}
new MutationObserver(reachTree).observe(document.body, { childList: true })
reachTree()
