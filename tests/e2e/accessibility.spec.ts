/** axe finds nothing on any screen in any theme (WCAG 2.0 to 2.2, A and AA). It finds only a part of WCAG. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/avots-app'
import { openDocument, rail } from './journey'

const themes = ['light', 'sepia', 'dark', 'contrast']
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Resolves when nothing fades or moves any more: contrast is measured on what stays. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    await frame()
    await frame()
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}

async function violations(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const theme of themes) {
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
    await still(page)
    const axe = new AxeBuilder({ page }).setLegacyMode(true)
    // Only colours differ between themes: all rules once, contrast in each.
    const { violations: list } = await (
      theme === 'light' ? axe.withTags(tags) : axe.withRules('color-contrast')
    ).analyze()
    for (const { id, nodes } of list) {
      found.push(
        ...nodes.map(({ target, failureSummary }) => `${theme} ${id} ${target.join(' ')} ${failureSummary ?? ''}`),
      )
    }
  }
  return found
}

test('every screen in every theme', async ({ app }) => {
  test.slow()
  const { page } = app
  const check = async (screen: string) => {
    await still(page)
    expect.soft(await violations(page), screen).toEqual([])
  }
  await expect(page.getByText('44 documents')).toBeVisible()
  await page
    .getByRole('row', { name: /Estonian–Soviet/ })
    .first()
    .click()
  await check('library')
  await page.getByRole('radio', { name: 'Cards' }).click()
  await check('library, cards')
  await page.getByRole('radio', { name: 'Table' }).click()
  await openDocument(page, 'Sarunas Maskavā')
  await check('read')
  await rail(page, 'Compare').click()
  await check('comparisons')
  await page.getByText('The three pacts of 1939').click()
  await expect(page.getByText(/^\d+ differences$/)).toBeVisible()
  await check('compare')
  await page.getByRole('button', { name: 'Export…' }).click()
  await expect(page.getByText('Up to date')).toBeVisible({ timeout: 60_000 })
  await check('export')
  await rail(page, 'Notes').click()
  await page.getByText('Only Lithuania').or(page.getByText('Wording of the Berlin answer')).first().click()
  await check('notes')
  await rail(page, 'Settings').click()
  await check('settings')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('palette')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('keyboard help')
})
