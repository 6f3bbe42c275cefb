import { reportedBy, runCommand } from './commands.ts'
import {
  answerStep,
  askStep,
  beginDraft,
  hasText,
  isFurtherPiece,
  nextStep,
  type Saying,
  takeAddress,
  takeSaying,
  waitForAlbum,
} from './draft.ts'
import { type About, addLate, addToCase, mendFiled } from './late.ts'
import { DAY_MS, type Draft, type Effect, type Step, type Talk } from './talk.ts'
import { again, cancel, fileDraft, say, sendNow, type Turn } from './turn.ts'
import type { Event, Heard } from './update.ts'
import { isSame, readReference, readWish } from './words.ts'

/**
 * The whole dialogue: a pure function of what is remembered, what was heard and the time. `about`: the case that the message is a reply to.
 * Never throws; anything is answered, or passed over in silence.
 */
export function advance(before: Talk, heard: Heard, about: About | null, now: Date): Turn {
  const talk = before.chosen || heard.language === null ? before : { ...before, language: heard.language }
  const { event } = heard
  if (event.kind === 'wake') return wake(talk, now)
  if (event.kind === 'command') {
    const text = reportedBy(event)
    if (text === null) return runCommand(touch(talk, now), event)
    return advance(before, { ...heard, event: { kind: 'text', text, ...event.sent } }, about, now)
  }
  if (event.kind === 'button') return press(talk, event, now)
  if (event.kind === 'edited') return edit(talk, event, now)
  if (event.kind === 'unusable') return again(touch(talk, now), [say(`unusable.${event.what}`)])
  if (about && event.kind !== 'contact') return addToCase(talk, event, about)
  const late = addLate(talk, event)
  if (late) return late
  return talk.draft ? goOn(touch(talk, now), talk.draft, event, now) : begin(talk, heard, event, now)
}

const touch = (talk: Talk, now: Date): Talk => (talk.draft ? { ...talk, draft: { ...talk.draft, touchedAt: now.getTime() } } : talk)

function begin(talk: Talk, heard: Heard, event: Saying, now: Date): Turn {
  if (event.kind === 'contact') return { talk, effects: [say('contact.early')] }
  if (event.kind === 'text' && !event.forwarded) {
    const reference = readReference(event.text)
    if (reference !== null) return { talk, effects: [{ do: 'showCases', reference }] }
    const wish = readWish(event.text, ['thanks', 'greeting', 'help', 'status', 'cancel', 'send', 'skip', 'yes', 'no'])
    if (wish === 'status') return { talk, effects: [{ do: 'showCases', reference: null }] }
    if (wish === 'thanks') return { talk, effects: [say('thanks')] }
    if (wish === 'cancel' || wish === 'send') return { talk, effects: [say('nothing')] }
    if (wish !== null || (event.text.match(/[\p{L}\p{N}]/gu) ?? []).length < 4) return { talk, effects: [say('help')] }
  }
  const { draft, note } = takeSaying(beginDraft(heard, event, now), event)
  const waiting = waitForAlbum(draft, event, now)
  if (waiting) return { talk: { ...talk, draft: waiting }, effects: note === null ? [] : [say(note)] }
  return proceed(talk, draft, note)
}

function goOn(talk: Talk, before: Draft, event: Saying, now: Date): Turn {
  const current = talk.draft ?? before
  if (event.kind === 'text' && !event.forwarded && event.without === undefined) {
    if (isFurtherPiece(current, event) && readWish(event.text, ['send', 'cancel']) === null) return takePiece(talk, current, event)
    const typed = readTyped(talk, current, event)
    if (typed) return typed
  }
  const { draft, note } = takeSaying(current, event)
  if (event.kind === 'file') return goOnWithFile(talk, current, draft, event, note, now)
  return proceed(talk, draft, note ?? noteOf(current, event))
}

/** What was asked after the first piece stands. */
function takePiece(talk: Talk, before: Draft, event: Saying): Turn {
  const { draft, note } = takeSaying(before, event)
  return { talk: { ...talk, draft }, effects: note === null ? [] : [say(note)] }
}

/** A typed word that answers the question or is a wish; or the place. */
function readTyped(talk: Talk, draft: Draft, event: Saying & { kind: 'text' }): Turn | null {
  const { step } = draft
  // An impatient person says the same once more.
  if (draft.parts.some(({ text }) => isSame(text, event.text))) return again(talk, [])
  const reference = readReference(event.text)
  if (reference !== null) return again(talk, [{ do: 'showCases', reference }])
  const asksYesOrNo = step === 'name' || step === 'secret'
  const wish = readWish(event.text, ['send', 'cancel', 'yes', 'no', 'skip', 'help', 'status', 'thanks', 'greeting'])
  if (wish === 'send') return sendNow(talk, draft)
  if (wish === 'cancel') return cancel(talk)
  if (wish === 'help') return again(talk, [say('help')])
  if (wish === 'status') return again(talk, [{ do: 'showCases', reference: null }])
  if (wish === 'thanks' || wish === 'greeting' || (wish === 'yes' && !asksYesOrNo)) return again(talk, [])
  if (wish !== null && step !== 'text')
    return proceed(talk, answerStep(draft, step, wish === 'yes' ? 'yes' : wish === 'no' ? 'no' : 'skip'), null)
  if (step === 'text' && wish !== null) return again(talk, [])
  const placed = step === 'place' ? takeAddress(draft, event) : null
  return placed && proceed(talk, placed.draft, null)
}

function noteOf(draft: Draft, event: Saying): string | null {
  return event.kind === 'text' && draft.step !== 'text' ? 'added.text' : null
}

/** One answer for one album: its later parts are taken in silence, unless one brings the words that were missing. */
function goOnWithFile(talk: Talk, before: Draft, draft: Draft, event: Saying & { kind: 'file' }, note: string | null, now: Date): Turn {
  const known = event.group !== null && before.groups.includes(event.group)
  const words = !hasText(before) && hasText(draft)
  const waiting = !known && waitForAlbum(draft, event, now)
  if (waiting) return { talk: { ...talk, draft: waiting }, effects: note === null ? [] : [say(note)] }
  if (known && !words) return { talk: { ...talk, draft }, effects: note === null || before.leftOut > 0 ? [] : [say(note)] }
  if (draft.step === 'photos' && nextStep(draft) !== 'text' && !draft.done.photos) {
    return {
      talk: { ...talk, draft: { ...draft, askAt: null } },
      effects: [...(note === null ? [] : [say(note)]), askStep(draft, 'photos', 'ask.morePhotos')],
    }
  }
  return proceed(talk, draft, note ?? (words ? null : 'added.photo'))
}

/** Asks what is missing next, or files the report. */
function proceed(talk: Talk, draft: Draft, note: string | null): Turn {
  const notes = note === null ? [] : [say(note)]
  const step = nextStep(draft)
  if (step === null) return fileDraft(talk, draft, notes)
  const asked = { ...draft, step, askAt: null }
  return { talk: { ...talk, draft: asked }, effects: [...notes, askStep(asked, step)] }
}

function press(talk: Talk, { query, data }: Event & { kind: 'button' }, now: Date): Turn {
  const answered = (key?: string): Effect => (key === undefined ? { do: 'answerButton', query } : { do: 'answerButton', query, key })
  const [, step, action, first] = /^(\w{1,10})\.(\w{1,10}):(\d{1,16})$/.exec(data) ?? []
  if (step === 'language' && (action === 'id' || action === 'en')) {
    const turn = again({ ...talk, language: action, chosen: true }, [say('language.chosen')])
    return { talk: turn.talk, effects: [answered(), ...turn.effects] }
  }
  const draft = touch(talk, now).draft
  if (!draft || String(draft.first) !== first) return { talk, effects: [answered('button.gone')] }
  const turn = act(talk, draft, step, action)
  if (!turn) return { talk, effects: [answered('button.passed')] }
  const isFiled = turn.effects.some((effect) => effect.do === 'file')
  return { talk: turn.talk, effects: [answered(isFiled ? 'button.sending' : undefined), ...turn.effects] }
}

function act(talk: Talk, draft: Draft, step: string | undefined, action: string | undefined): Turn | null {
  if (action === 'send') return sendNow(talk, draft)
  if (action === 'cancel') return cancel(talk)
  if (step !== draft.step || !isAnswer(action)) return null
  return proceed(talk, answerStep(draft, draft.step, action), null)
}

const isAnswer = (action: string | undefined): action is 'yes' | 'no' | 'skip' => action === 'yes' || action === 'no' || action === 'skip'

/** A message of the draft was mended: the new words take the place of the old. After filing they are added to the case. */
function edit(talk: Talk, event: Event & { kind: 'edited' }, now: Date): Turn {
  const draft = touch(talk, now).draft
  if (draft && event.place && draft.place?.message === event.message) {
    return { talk: { ...talk, draft: { ...draft, place: { ...draft.place, ...event.place } } }, effects: [] }
  }
  const { text } = event
  if (text === null) return { talk, effects: [] }
  if (draft?.parts.some(({ message }) => message === event.message)) {
    const parts = draft.parts.map((part) => (part.message === event.message ? { ...part, text } : part))
    return again({ ...talk, draft: { ...draft, parts } }, [say('edited')])
  }
  if (draft?.files.some(({ message }) => message === event.message)) {
    return proceed(
      talk,
      takeSaying(draft, { kind: 'text', text, message: event.message, at: null, forwarded: false, replyTo: null }).draft,
      'edited',
    )
  }
  if (draft?.place?.message === event.message)
    return again({ ...talk, draft: { ...draft, place: { ...draft.place, address: text.slice(0, 400) } } }, [say('edited')])
  return mendFiled(talk, event.message, event.editedAt, text) ?? { talk, effects: [] }
}

/** The time has come: an album's words did not come, or a day has passed since the person last said something. */
function wake(talk: Talk, now: Date): Turn {
  const { draft } = talk
  if (!draft) return { talk, effects: [] }
  if (now.getTime() - draft.touchedAt >= DAY_MS) {
    if (!hasText(draft)) return { talk: { ...talk, draft: null }, effects: [say('left.dropped')] }
    const turn = fileDraft(talk, draft, [])
    return { talk: turn.talk, effects: [...turn.effects, say('left.filed')] }
  }
  if (draft.askAt === null || now.getTime() < draft.askAt) return { talk, effects: [] }
  const step: Step = nextStep(draft) ?? 'text'
  const asked = { ...draft, step, askAt: null }
  return { talk: { ...talk, draft: asked }, effects: [askStep(asked, step)] }
}
