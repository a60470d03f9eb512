/** `avots anchor <old text> <new text> <annotations.json>` */
import * as v from 'valibot'
import { AppError } from '#shared/contract'
import { programPaths } from '../services'
import { createAnchoringEngine } from '../services/anchoring'
import { jsonOption, parse, printJson, type Terminal, UsageError, type Verb } from './verb'

const offset = v.pipe(v.number(), v.integer(), v.minValue(0))
const inputSchema = v.array(
  v.object({
    id: v.string(),
    start: offset,
    end: offset,
    exact: v.optional(v.string()),
    prefix: v.optional(v.string(), ''),
    suffix: v.optional(v.string(), ''),
  }),
)

async function readAnnotations(path: string, terminal: Terminal): Promise<v.InferOutput<typeof inputSchema>> {
  let value: unknown
  try {
    value = JSON.parse((await terminal.read(path)).replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new AppError('bad-request', `"${path}" is no JSON (${error.message}). Give an array of annotations.`, {
      path,
    })
  }
  const parsed = v.safeParse(inputSchema, value, { abortEarly: true })
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const steps = issue.path?.map(({ key }) => String(key)) ?? []
  const where =
    steps.length > 0
      ? `annotation ${steps[0]}${steps.length > 1 ? `, "${steps.slice(1).join('.')}"` : ''}`
      : 'the whole'
  const message =
    `"${path}" holds something else than annotations: ${where}: ${issue.message}. ` +
    'Each needs id, start, end, exact, prefix and suffix.'
  throw new AppError('bad-request', message, { path, where })
}

export const verb: Verb = {
  usage: '<old text> <new text> <annotations.json> [--json]',
  summary: 'places annotations made on the old text on the new one',
  async run(args, terminal) {
    const { values, positionals } = parse(args, 3, jsonOption)
    const [oldPath = '', newPath = '', path = ''] = positionals
    if (positionals.filter((one) => one === '-').length > 1) {
      throw new UsageError('Standard input can be read once only: give "-" for one file.')
    }
    const old = await terminal.read(oldPath)
    const now = await terminal.read(newPath)
    const annotations = await readAnnotations(path, terminal)
    const quotes = annotations.map(({ start, end, exact, prefix, suffix }) => ({
      start,
      end,
      exact: exact ?? old.slice(start, end),
      prefix,
      suffix,
    }))
    const strangers = quotes.filter(({ start, end, exact }) => old.slice(start, end) !== exact).length
    if (strangers > 0) {
      terminal.err(
        `warning: ${strangers} of ${quotes.length} annotations have other words at their offsets in "${oldPath}"; they are looked for by their own words only.`,
      )
    }
    const engine = createAnchoringEngine(programPaths().programs)
    const placements = await engine.run({ kind: 'place', old, now, quotes }, terminal).finally(() => engine.close())
    const counts = { anchored: 0, moved: 0, review: 0, orphan: 0 }
    placements.forEach(({ state, start, end, score, method }, n) => {
      counts[state] += 1
      const id = annotations[n]?.id ?? ''
      const place = start === null || end === null ? {} : { start, end }
      const rounded = Math.round(score * 1000) / 1000
      if (values.json) printJson(terminal, { id, state, ...place, score: rounded, method })
      else {
        const range = start === null || end === null ? '' : `${start}–${end}`
        terminal.out(`${state.padEnd(9)}${range.padEnd(18)}${rounded.toFixed(2)}  ${id}`)
      }
    })
    if (!values.json) {
      const { anchored, moved, review, orphan } = counts
      terminal.out(`${anchored} anchored, ${moved} moved, ${review} to be reviewed, ${orphan} orphaned.`)
    }
    return 0
  },
}
