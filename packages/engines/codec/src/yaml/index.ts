/** YAML in the dialect of the Kubernetes API, in and out. */
export { type DecodeYamlOptions, decodeYaml, duplicateKeysError, YamlError, yamlReader } from './yaml.ts';
export { encodeYaml } from './yaml-encode.ts';
