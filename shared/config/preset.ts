import text from './pyairtable.yaml?raw';

/** The document that ships: the nine PyAirtable services and five alert rules. */
export const presetText: string = text;
