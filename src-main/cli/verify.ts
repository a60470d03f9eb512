/** `avots verify <folder or zip>` */
import type { VerifyFinding } from '#shared/contract'
import { verifyBag } from '../services/archives'
import { counted, jsonOption, parse, printJson, type Verb } from './verb'

const line = ({ code, path, message }: VerifyFinding) => `${code}${path === undefined ? '' : ` ${path}`}: ${message}`

export const verb: Verb = {
  usage: '<folder or zip> [--json]',
  summary: "checks a bag of anyone's: BagIt 0.93 to 1.0, ours or not",
  async run(args, terminal) {
    const { values, positionals } = parse(args, 1, jsonOption)
    const path = positionals[0] ?? ''
    const report = await verifyBag(path, { signal: terminal.signal, progress: terminal.progress })
    const { valid, version, errors, warnings, files, bytes } = report
    for (const warning of warnings) terminal.err(`warning: ${line(warning)}`)
    if (values.json) printJson(terminal, { valid, version, errors, warnings })
    else {
      for (const error of errors) terminal.out(line(error))
      terminal.out(
        valid
          ? `"${path}" is sound: BagIt ${version ?? ''}, ${counted(files, 'file')}, ${counted(bytes, 'byte')}, every checksum right.`
          : `"${path}" is not sound: ${counted(errors.length, 'fault')}.`,
      )
    }
    return valid ? 0 : 1
  },
}
