/** Live checks: the server asked a device at the site. */

export type LiveKind = 'sip_options' | 'sip_registration' | 'snmp_port';
export type LiveState = 'asked' | 'answered' | 'no_answer' | 'refused' | 'failed';
export interface LiveQuestion {
  readonly kind: LiveKind;
  readonly host: string;
  readonly port: number | null;
  readonly subject: string | null;
  readonly transport: 'udp' | 'tcp';
}
export interface LiveCheck {
  readonly id: string;
  readonly kind: LiveKind;
  readonly target: string;
  readonly subject: string | null;
  readonly state: LiveState;
  readonly reason: string | null;
  readonly result: Readonly<Record<string, unknown>>;
  readonly speaks_for: { readonly check: string; readonly result: string } | null;
  readonly by: { readonly name: string } | null;
  readonly asked_at: string;
  readonly answered_at: string | null;
}
/** `networks`: where may be asked; none when nothing may. */
export interface LiveChecks {
  readonly networks: readonly string[];
  readonly items: readonly LiveCheck[];
}

export const isAsked = (check: LiveCheck) => check.state === 'asked';
