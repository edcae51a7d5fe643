interface ImportMetaEnv {
  readonly SUMMITRY_URL?: string;
}
