/** Where the console is: the address below /console/, kept in the browser's history. */

const BASE = '/console/';

export class Router {
  path = $state(pathNow());
  query = $state.raw(new URLSearchParams(location.search));

  /** `triage`, `board` … and what follows it. */
  readonly segments = $derived(this.path.split('/').filter(Boolean));
  readonly page = $derived(this.segments[0] ?? 'triage');
  readonly id = $derived(this.segments[1] ?? null);

  /** Listens to the browser's own moves and to clicks on links below the base; returns the way to stop. */
  start(): () => void {
    const onMove = () => this.#read();
    const onClick = (event: MouseEvent) => this.#follow(event);
    addEventListener('popstate', onMove);
    document.addEventListener('click', onClick);
    return () => {
      removeEventListener('popstate', onMove);
      document.removeEventListener('click', onClick);
    };
  }

  go(href: string, how: 'push' | 'replace' = 'push'): void {
    history[how === 'push' ? 'pushState' : 'replaceState'](null, '', href);
    this.#read();
  }

  /** Changes parameters of the present address; null takes one away. */
  setQuery(changes: Record<string, string | null>): void {
    const next = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    this.go(BASE + this.path + (next.size ? `?${next}` : ''), 'replace');
  }

  #read(): void {
    this.path = pathNow();
    this.query = new URLSearchParams(location.search);
  }

  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element | null)?.closest('a');
    if (!link || link.target || link.origin !== location.origin || !link.pathname.startsWith(BASE)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export function at(...segments: (string | null | undefined)[]): string {
  return BASE + segments.filter(Boolean).join('/');
}

function pathNow(): string {
  return location.pathname.startsWith(BASE) ? location.pathname.slice(BASE.length) : '';
}
