/** What the program knows of itself. */
export interface DesktopProgram {
  readonly version: string;
  /** Where to ask for newer versions; `null` asks nobody. */
  readonly updateFeed: string | null;
  readonly rendererFolder: string;
  readonly iconsFolder: string;
  readonly preload: string;
}
