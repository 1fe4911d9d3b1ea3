/** Installing the app to the home screen: the browser's own offer where there is one. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

class Installing {
  /** The browser's offer; null where there is none (iOS) or it is used up. */
  offer = $state.raw<InstallOffer | null>(null);
  readonly isInstalled = matchMedia('(display-mode: standalone)').matches;

  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.offer = event as InstallOffer;
    });
  }

  async accept(): Promise<void> {
    const { offer } = this;
    this.offer = null;
    await offer?.prompt();
  }
}

export type { Installing };
export const watchInstalling = (): Installing => new Installing();
