import yaml

from semantic_layer.model.schema import model_schema


def test_schema_names_every_key_that_a_folder_uses(shop):
    definitions = model_schema()["$defs"]
    for path in shop.folder.glob("*.yaml"):
        keys = set(yaml.safe_load(path.read_text(encoding="utf-8")))
        kind = "ModelFile" if path.name == "model.yaml" else "Parts"
        assert keys <= set(definitions[kind]["properties"])
        assert definitions[kind]["additionalProperties"] is False
    assert set(definitions["ModelFile"]["required"]) == {"name", "warehouse", "default_period"}
    assert definitions["MetricDef"]["properties"]["direction"]["enum"] == ["up", "down", "none"]
