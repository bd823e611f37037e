/** What enforces or notifies, and fails now. */
export interface Trouble {
  readonly name: string;
  /** In the words of the fault. */
  readonly fault: string;
}
