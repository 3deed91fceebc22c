/** Sixty seeds; see `short-lives.ts`. */
import { shortLives } from './short-lives.ts';

shortLives(1060, 60);
