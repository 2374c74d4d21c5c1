/** Why an environment could not be rendered. */
export interface RenderProblem {
  /** Directory or file that is to blame, relative to the repository root. */
  readonly file: string;
  /** What kustomize or the parser says, without this machine's paths. */
  readonly message: string;
}
