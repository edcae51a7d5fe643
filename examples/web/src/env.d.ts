interface ImportMetaEnv {
  readonly SUMMITRY_SERVER?: string;
}
