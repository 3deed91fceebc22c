// Command facts tells facts of the Kubernetes release that it is built with.
//
//	facts print GROUP/VERSION… prints the feature gates, and the types of these group versions, as JSON.
//	facts serve FLAG… runs kube-apiserver.
//	facts encode reads the objects of packages/api/api/testdata/protobuf.jsonl, and writes them with the bytes of the release.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func print(groupVersions []string) error {
	paths, err := packagesOf(groupVersions)
	if err != nil {
		return err
	}
	declared, err := load(paths)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	return out.Encode(map[string]any{
		"gates":     gateFacts(),
		"groups":    groupFacts(),
		"lifecycle": lifecycleFacts(),
		"prefixes":  prefixFacts(),
		"schemas":   openAPISchemas(),
		"types":     declared.facts(paths),
	})
}

func run(arguments []string) error {
	if len(arguments) > 0 && arguments[0] == "print" {
		return print(arguments[1:])
	}
	if len(arguments) > 0 && arguments[0] == "serve" {
		command := app.NewAPIServerCommand()
		command.SetArgs(arguments[1:])
		os.Exit(cli.Run(command))
	}
	if len(arguments) > 0 && arguments[0] == "encode" {
		return encode(os.Stdin, os.Stdout)
	}
	return fmt.Errorf("the first argument must be print, serve or encode")
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
