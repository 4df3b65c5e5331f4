import type { Locator, Page } from '@playwright/test'
import * as z from 'zod'

/** What a page's own thread did while something was scrolled (ms). */
export interface ScrollMeasure {
  /** Processor time of its longest task: what the page itself asks for, however busy the machine is. */
  readonly longestTask: number
  /** Tasks that took over 50 ms by the clock, in which it may have waited for the processor. */
  readonly longByTheClock: number
  readonly frames: { readonly usual: number; readonly longest: number }
}

const traced = z.object({
  name: z.string(),
  pid: z.number(),
  tid: z.number(),
  dur: z.number().default(0),
  tdur: z.number().default(0),
  args: z.object({ name: z.string().optional() }).default({}),
})

/** Scrolls an element as a person does and listens to the browser meanwhile. */
export async function measureScroll(page: Page, element: Locator): Promise<ScrollMeasure> {
  const session = await page.context().newCDPSession(page)
  const events: z.infer<typeof traced>[] = []
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) {
      const read = traced.safeParse(event)
      if (read.success) events.push(read.data)
    }
  })
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline'] },
  })
  const gaps = await element.evaluate(scrollThrough)
  await session.send('Tracing.end')
  await complete
  await session.detach()
  const threads = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf))
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && threads.has(threadOf(event)))
  const sorted = gaps.toSorted((a, b) => a - b)
  return {
    longestTask: Math.max(0, ...tasks.map(({ tdur }) => tdur)) / 1000,
    longByTheClock: tasks.filter(({ name, dur }) => name === 'RunTask' && dur > 50_000).length,
    frames: { usual: sorted[Math.floor(sorted.length / 2)] ?? 0, longest: sorted.at(-1) ?? 0 },
  }
}

const threadOf = ({ pid, tid }: { readonly pid: number; readonly tid: number }): string => `${pid} ${tid}`

/** Slowly down, in leaps through the whole of it, slowly back. Runs in the page; gives the times from frame to frame (ms). */
async function scrollThrough(node: Element): Promise<number[]> {
  const frames = 240
  const whole = node.scrollHeight - node.clientHeight
  const gaps: number[] = []
  let place = 0
  let before = performance.now()
  for (let frame = 0; frame < frames; frame += 1) {
    const part = frame / frames
    place = Math.max(0, Math.min(whole, place + (part < 0.4 ? 120 : part < 0.7 ? whole / (frames * 0.3) : -90)))
    node.scrollTop = place
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const now = performance.now()
    gaps.push(now - before)
    before = now
  }
  return gaps
}

/** An element with nothing in it, as high as a long list: what the browser and this machine take by themselves. */
export async function blankList(page: Page): Promise<Locator> {
  await page.setContent('<div id="blank" style="height:600px;overflow:auto"><div style="height:2000000px"></div></div>')
  return page.locator('#blank')
}

export const inWords = ({ longestTask, longByTheClock, frames }: ScrollMeasure): string =>
  `longest task ${longestTask.toFixed(1)} ms, ${longByTheClock} over 50 ms by the clock, frames ${frames.usual.toFixed(1)} ms as a rule and ${frames.longest.toFixed(1)} ms at most`
