// Command clients uses a cluster through public Go clients. Its arguments are groups of rows; without any, all groups run.
// Each row prints one line: "ok GROUP ROW", or "FAIL GROUP ROW: PROBLEM". To add a row, append it to a list in its file.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const rowTimeout = 60 * time.Second

// row is one use of a client. It returns an error that says which operation failed.
type row struct {
	name string
	run  func(ctx context.Context, config *rest.Config) error
}

// groups are the rows by client, in the order in which they run.
var groups = []struct {
	name string
	rows []row
}{
	{"typed-json", typedRows("application/json")},
	{"typed-protobuf", typedRows("application/vnd.kubernetes.protobuf")},
	{"dynamic", dynamicRows()},
	{"metadata", metadataRows()},
	{"discovery", discoveryRows},
	{"apply", applyRows},
	{"informers", informerRows},
	{"leader-election", electionRows},
	{"controller-runtime", managerRows},
	{"custom-resources", customResourceRows},
	{"webhooks", webhookRows},
	{"policies", policyRows},
	{"limits", limitRows},
	{"served", servedRows},
	{"emulation", emulationRows},
}

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	config.QPS = -1
	failed := false
	for _, group := range groups {
		if len(os.Args) > 1 && !slices.Contains(os.Args[1:], group.name) {
			continue
		}
		for _, each := range group.rows {
			ctx, cancel := context.WithTimeout(context.Background(), rowTimeout)
			if err := each.run(ctx, rest.CopyConfig(config)); err != nil {
				failed = true
				fmt.Printf("FAIL %s %s: %v\n", group.name, each.name, err)
			} else {
				fmt.Printf("ok %s %s\n", group.name, each.name)
			}
			cancel()
		}
	}
	if failed {
		os.Exit(1)
	}
}

// step runs a part of a row, and names it in the error.
func step(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}

// steps runs parts in order, until one fails.
func steps(parts ...func() error) error {
	for _, part := range parts {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// mismatch is the error of a value that is not the expected one; nil if it is.
func mismatch[T comparable](what string, got, want T) error {
	if got == want {
		return nil
	}
	return fmt.Errorf("%s is %v instead of %v", what, got, want)
}
