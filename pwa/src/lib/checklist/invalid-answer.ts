/** Why an answer is not taken. Apart from the engine, so that screens can say it without loading the engine. */
export type InvalidAnswerCode =
  | 'reason_missing' | 'answer_missing' | 'unknown_option' | 'not_a_number' | 'not_a_time'
  | 'too_precise' | 'not_a_mac' | 'too_long';

/** An answer that the step cannot take; `code` is for programs, the message for people. */
export class InvalidAnswer extends Error {
  constructor(readonly code: InvalidAnswerCode, detail: string) {
    super(detail);
  }
}
