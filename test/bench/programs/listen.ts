/** Answers what the driver asks over IPC, and ends with it. */
export function ask<Question, Answer>(work: (question: Question) => Promise<Answer>): void {
  process.on('message', (message: { id: number; question: Question }) => {
    work(message.question).then(
      (answer) => process.send?.({ id: message.id, answer }),
      (error: Error) => process.send?.({ id: message.id, error: error.message }),
    )
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ ready: true, port: 1 })
}
