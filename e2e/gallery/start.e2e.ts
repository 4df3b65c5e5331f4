import { expect, test } from './gallery-test'

test('a slow start is told without moving the page under the pointer', async ({ tab, gallery }) => {
  await tab.goto(`${gallery.url}/#token=starting`)
  const heading = tab.getByRole('heading', { level: 1 })
  await heading.waitFor()
  const before = await heading.boundingBox()
  await expect(tab.getByText('The engine is starting.')).toBeVisible()
  expect(await heading.boundingBox()).toEqual(before)
})
