/** Reading and writing of YAML in the dialect of the Kubernetes API. */
export { type DecodeYamlOptions, decodeYaml, duplicateKeysError, YamlError, yamlReader } from './yaml.ts';
export { encodeYaml } from './yaml-encode.ts';
