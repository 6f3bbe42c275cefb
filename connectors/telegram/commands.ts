import type { Button, Talk } from './talk.ts'
import { again, cancel, say, sendNow, type Turn } from './turn.ts'
import type { Event } from './update.ts'
import { plainDigits, readLooseReference } from './words.ts'

type Command = Event & { kind: 'command' }

const REPORTING: ReadonlySet<string> = new Set([
  'lapor',
  'laporan',
  'laporkan',
  'aduan',
  'adukan',
  'pengaduan',
  'keluhan',
  'report',
  'complaint',
])

/** Indonesian first; who types English is understood. */
const COMMANDS: Readonly<Record<string, (talk: Talk, command: Command) => Turn>> = {
  start: (talk) => again(talk, [say('start')]),
  mulai: (talk) => again(talk, [say('start')]),
  bantuan: (talk) => again(talk, [say('help')]),
  help: (talk) => again(talk, [say('help')]),
  batal: cancel,
  cancel,
  status: (talk, { argument }) =>
    again(talk, [
      { do: 'showCases', reference: argument === '' ? null : (readLooseReference(argument) ?? plainDigits(argument).slice(0, 40)) },
    ]),
  kirim: (talk) => (talk.draft ? sendNow(talk, talk.draft) : { talk, effects: [say('nothing')] }),
  send: (talk) => (talk.draft ? sendNow(talk, talk.draft) : { talk, effects: [say('nothing')] }),
  bahasa: chooseLanguage,
  language: chooseLanguage,
  stop: cancel,
  ...Object.fromEntries([...REPORTING].map((name) => [name, askForReport])),
}

/** A command may come at any moment: it is answered, and then what was asked is asked again. */
export function runCommand(talk: Talk, command: Command): Turn {
  const run = Object.hasOwn(COMMANDS, command.name) ? COMMANDS[command.name] : undefined
  return run ? run(talk, command) : again(talk, [say('unknownCommand')])
}

function chooseLanguage(talk: Talk, { argument }: Command): Turn {
  const word = argument.toLowerCase()
  const language = /^(id|ind|indonesia)/.test(word) ? 'id' : /^(en|ing|eng)/.test(word) ? 'en' : null
  if (language) return again({ ...talk, language, chosen: true }, [say('language.chosen')])
  const button = (to: string): Button => ({ label: `language.${to}`, data: `language.${to}:0` })
  return { talk, effects: [{ do: 'say', key: 'language.ask', buttons: [[button('id'), button('en')]] }] }
}

function askForReport(talk: Talk): Turn {
  return again(talk, talk.draft ? [] : [say('ask.text')])
}

/** /lapor with words behind it is a message of these words. */
export function reportedBy({ name, argument }: Command): string | null {
  return REPORTING.has(name) && argument !== '' ? argument : null
}
