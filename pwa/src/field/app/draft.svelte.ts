/** What a form holds before it is saved: on disk with every change, so that a killed app loses no word. */
import type { DraftForm, Json } from '$lib/actions';
import type { FieldApp } from './field-app.svelte';

interface Place {
  readonly visit: string;
  readonly form: DraftForm;
}

export class Draft<T extends Json> {
  /** Whether an earlier draft was found when the form opened. */
  isFound = $state(false);
  /** Whether what the form holds now is on disk. */
  isKept = $state(false);
  private current: T;
  private isTouched = false;

  /** `start` is what the form holds when nothing has been typed. */
  constructor(
    private readonly app: FieldApp,
    private readonly place: Place,
    private readonly start: T,
  ) {
    this.current = $state.raw(start);
    this.find().catch((error: unknown) => app.tellProblem(error));
  }

  get value(): T {
    return this.current;
  }

  // Each change begins its own transaction at once, so that none can come after the one that saves the form.
  set value(next: T) {
    this.isTouched = true;
    this.isKept = false;
    this.current = next;
    this.keep(next).catch((error: unknown) => this.app.tellProblem(error));
  }

  /** Set some fields of a form that has several. */
  change(fields: Partial<T>): void {
    this.value = Object.assign({}, this.value, fields);
  }

  /** The form was saved, and the draft on disk went with it. */
  clear(): void {
    this.current = this.start;
    this.isKept = false;
    this.isFound = false;
  }

  private async find(): Promise<void> {
    const found = await this.app.core.readDraft(this.place.visit, this.place.form);
    if (found === undefined || this.isTouched) return;
    this.current = found as T;
    this.isFound = true;
    this.isKept = true;
  }

  private async keep(next: T): Promise<void> {
    const isEmpty = JSON.stringify(next) === JSON.stringify(this.start);
    await this.app.core.keepDraft(this.place.visit, this.place.form, isEmpty ? undefined : next);
    if (this.current === next) this.isKept = !isEmpty;
  }
}
