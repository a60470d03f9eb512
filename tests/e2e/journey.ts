/** Steps that several journeys take, in the words of the interface. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { type AvotsApp, expect } from '../support/avots-app'

export const rail = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })

export const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

/** Clicks a box or a radio button by its words, as the mouse does: the control itself is drawn by the label. */
export const choose = (page: Page, words: string | RegExp) => page.locator('label').filter({ hasText: words }).click()

/** Opens a document from the library by the beginning of its title. */
export async function openDocument(page: Page, title: string): Promise<Locator> {
  await rail(page, 'Library').click()
  await page.getByRole('row', { name: title }).first().dblclick()
  const article = page.getByRole('article')
  await expect(article.getByRole('heading', { name: title }).first()).toBeVisible()
  return article
}

/** What can be done with a selected passage, in either language. */
export const selectionBar = (page: Page) => page.getByRole('toolbar', { name: /^(?:Selected passage|Iezīmētā vieta)$/ })

/** Selects a passage with the mouse: from the first of its letters to the last. */
export async function selectPassage(page: Page, passage: string): Promise<void> {
  const ends = await page.getByRole('article').evaluate((article, words) => {
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.nodeValue?.indexOf(words) ?? -1
      if (at < 0) continue
      node.parentElement?.scrollIntoView({ block: 'center' })
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + words.length)
      const rects = [...range.getClientRects()]
      const [first, last] = [rects[0], rects.at(-1)]
      if (!first || !last) return null
      const middle = (rect: DOMRect) => rect.top + rect.height / 2
      return { from: [first.left + 1, middle(first)], to: [last.right - 1, middle(last)] } as const
    }
    return null
  }, passage)
  if (!ends) throw new Error(`"${passage}" is not in the text`)
  await page.mouse.move(ends.from[0], ends.from[1])
  await page.mouse.down()
  await page.mouse.move(ends.to[0], ends.to[1], { steps: 6 })
  await page.mouse.up()
  await expect(selectionBar(page)).toBeVisible()
}

export const savedState = (page: Page) => page.getByRole('banner').getByText(/^All changes saved/)

/** Writes a note on a passage of the open document and waits until it is shown as saved. */
export async function writeNote(page: Page, passage: string, text: string): Promise<void> {
  await selectPassage(page, passage)
  await selectionBar(page).getByRole('button', { name: 'Note', exact: true }).click()
  await page.getByRole('textbox', { name: 'Note' }).fill(text)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Margin notes' }).getByText(text)).toBeVisible()
  await expect(savedState(page)).toBeVisible()
}

/** Asks for an archive with the act in "More" of the library. */
export async function openArchive(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'Open archive…' }).click()
}

/** Makes an archive in work with the act in "More" of the library; the dialog for files is open then. */
export async function newArchive(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'New archive…' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill(title)
  await page.getByRole('button', { name: 'Make the archive' }).click()
}

/** Presses a button that asks for files, or for a folder, and answers with this one. */
export async function answerWith(app: AvotsApp, button: Locator, path: string): Promise<void> {
  if (app.host === 'browser') {
    const chooser = app.page.waitForEvent('filechooser')
    await button.click()
    await (await chooser).setFiles(path)
  } else {
    app.answerDialog('showOpenDialog', { canceled: false, filePaths: [path] })
    await button.click()
  }
}

/** Makes an archive and imports a folder, or a file, into it. */
export async function importInto(app: AvotsApp, title: string, kind: 'folder' | 'files', path: string): Promise<void> {
  const { page } = app
  await newArchive(page, title)
  const name = kind === 'folder' ? 'Choose a folder…' : 'Choose files…'
  await answerWith(app, page.getByRole('button', { name }), path)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
}

/** axe finds nothing on the page, or in that part of it. */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual([])
}

/**
 * What does not fit into the width of the window: pages and parts of them that scroll sideways, and controls that lie
 * outside it or are cut off by what holds them.
 */
export const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`
    const found: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('*')) {
      const { overflowX } = getComputedStyle(element)
      const scrolls = element === document.documentElement || overflowX === 'auto' || overflowX === 'scroll'
      if (scrolls && element.scrollWidth > element.clientWidth + 1) found.push(`scrolls: ${nameOf(element)}`)
    }
    const controls = 'button, a[href], input, select, textarea, [role="option"], [role="treeitem"]'
    for (const element of document.querySelectorAll<HTMLElement>(controls)) {
      if (!element.checkVisibility({ visibilityProperty: true })) continue
      const box = element.getBoundingClientRect()
      if (box.width < 2 || box.height < 2) continue
      let [left, right] = [0, innerWidth]
      for (let holder = element.parentElement; holder; holder = holder.parentElement) {
        if (getComputedStyle(holder).overflowX === 'visible') continue
        const edge = holder.getBoundingClientRect()
        // What is only for assistive technology is clipped away on purpose.
        if (edge.width < 2) [left, right] = [-Infinity, Infinity]
        else [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)]
      }
      if (box.left < left - 1 || box.right > right + 1) found.push(`cut off: ${nameOf(element)}`)
    }
    return found
  })
