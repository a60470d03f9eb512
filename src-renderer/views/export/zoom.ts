/** Sizes of the previewed page. A scale of 1 shows a point of the page as 4/3 CSS pixels: its size on paper. */
export const POINT = 96 / 72

const steps = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 3] as const

/** Scale at which a page of `width` points fills `room` CSS pixels; within what can be read and drawn. */
export const fitting = (width: number, room: number): number =>
  Math.min(2, Math.max(0.2, Math.floor((room / (width * POINT)) * 1000) / 1000))

/** The next larger or smaller step, or the same at the ends. */
export function stepped(scale: number, direction: 1 | -1): number {
  const near = 0.005
  const next =
    direction === 1 ? steps.find((step) => step > scale + near) : steps.findLast((step) => step < scale - near)
  return next ?? scale
}
